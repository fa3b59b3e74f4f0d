"""The admin's pages of collections and documents: what the assistant searches. They are changed at their sources."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chatapp.backoffice.history import History
from chatapp.backoffice.render import once, prose
from chatapp.knowledge.models import Collection, Document


@admin.register(Collection)
class CollectionPage(History):
    list_display = ("name", "slug", "owner", "language", "documents", "passage_count", "term_count")
    list_select_related = ("owner",)
    search_fields = ("name", "slug")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "slug",
                    "description",
                    "owner",
                    "open_to_all",
                    "language",
                    "built_in",
                    "created_at",
                    "deleted_at",
                )
            },
        ),
        ("Search", {"fields": ("passage_count", "term_count")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        collections: QuerySet[Collection] = super().get_queryset(request)
        return collections.annotate(document_count=Count("documents"))

    @admin.display(ordering="document_count")
    def documents(self, collection: Collection) -> int:
        return int(collection.document_count)  # type: ignore[attr-defined]


@admin.register(Document)
class DocumentPage(History):
    list_display = ("title", "collection", "passages", "updated_at")
    list_filter = ("collection",)
    list_select_related = ("collection",)
    search_fields = ("title", "slug")
    fieldsets = (
        (None, {"fields": ("title", "page", "collection", "summary", "passages", "updated_at")}),
        ("Text", {"fields": ("source",)}),
    )
    readonly_fields = ("page", "passages", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        documents: QuerySet[Document] = super().get_queryset(request).filter(collection__attached=False)
        return documents.defer("text").annotate(passage_count=Count("passages"))

    @admin.display(ordering="passage_count")
    def passages(self, document: Document) -> int:
        return int(document.passage_count)  # type: ignore[attr-defined]

    @admin.display(description="address")
    def page(self, document: Document) -> SafeString:
        address = document.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, address)

    @admin.display(description="")
    @once
    def source(self, document: Document) -> SafeString:
        return prose(document.text)

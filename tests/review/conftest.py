from tests.admin.conftest import admin_page, member_page, review_page, rita

__all__ = ["admin_page", "member_page", "review_page", "rita"]

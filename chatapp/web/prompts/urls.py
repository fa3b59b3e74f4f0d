"""The addresses of saved prompts."""

from django.urls import path

from chatapp.web.prompts import views

urlpatterns = [
    path("prompts/", views.prompts, name="prompts"),
    path("prompts/new/", views.new, name="new_prompt"),
    path("prompts/offered/", views.offered, name="offered_prompts"),
    path("prompts/<int:prompt_id>/", views.prompt, name="prompt"),
    path("prompts/<int:prompt_id>/text/", views.text, name="prompt_text"),
    path("prompts/<int:prompt_id>/deletion/", views.delete, name="prompt_deletion"),
]

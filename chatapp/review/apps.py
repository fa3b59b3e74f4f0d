from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "chatapp.review"

    def ready(self) -> None:
        # The queue knows a job once its module is imported.
        from chatapp.jobs.chores import minutely
        from chatapp.review.digest.sending import defer_due

        minutely.append(defer_due)

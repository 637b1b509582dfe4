"""What is typed in the forms of all pages: kept until it is sent, and sent once (`tenancies.services.drafts`)."""

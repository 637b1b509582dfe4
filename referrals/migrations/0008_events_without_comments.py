from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("referrals", "0007_comments_become_moves")]

    operations = [migrations.RemoveField("referralevent", "comment")]

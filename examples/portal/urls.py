"""Every address of the portal."""

from django.urls import path

from examples.portal.views import acting, declarations, home, letters, listing, live, money, profiles

handler404 = "examples.portal.views.letters.not_found"

urlpatterns = [
    path("", home.home, name="home"),
    path("portal.css", home.style, name="style"),
    path("portal.svg", home.icon, name="icon"),
    path("sign-in/", home.sign_in, name="sign_in"),
    path("sign-out/", home.sign_out, name="sign_out"),
    path("language/", home.language, name="language"),
    path("clock/", home.clock, name="clock"),
    path("declarations/", listing.index, name="declarations"),
    path("declarations/<int:row>/", declarations.one, name="declaration"),
    path("declarations/<int:row>/form/<str:code>/", acting.form, name="form"),
    path("declarations/<int:row>/form/<str:code>/<str:site>/", acting.form, name="form_of_site"),
    path("declarations/<int:row>/do/<str:name>/", acting.act, name="act"),
    path("declarations/<int:row>/recap/", declarations.recap, name="recap"),
    path("declarations/<int:row>/estimate/", live.judge, name="judge"),
    path("live/<str:name>", live.script, name="script"),
    path("rules/<str:ps>-<str:digest>.json", live.rules, name="rules"),
    path("declarations/<int:row>/receipt.pdf", declarations.pdf, name="pdf"),
    path("caf/", money.queue, name="queue"),
    path("caf/load/", money.load, name="load"),
    path("payments/", money.payments, name="payments"),
    path("payments/bank/", money.bank, name="bank"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("contacts/", letters.contacts, name="contacts"),
    path("feed/", letters.feed_new, name="feed_new"),
    path("feed/<str:secret>.ics", letters.feed, name="feed"),
]

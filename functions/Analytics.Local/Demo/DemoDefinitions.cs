using System.Globalization;
using System.Text.Json;
using Analytics.Local.Clients;

namespace Analytics.Local.Demo;

/// <summary>Creates the definitions of the demo's shop: goals, notes, segments, funnels, charts and a shared link.</summary>
internal static class DemoDefinitions
{
    private static readonly (string Collection, string Json)[] Shop =
    [
        ("goals", """{ "goal_type": "event", "event_name": "purchase", "display_name": "Purchase", "currency": "EUR" }"""),
        ("goals", """{ "goal_type": "event", "event_name": "add_to_cart", "display_name": "Added to cart" }"""),
        ("goals", """{ "goal_type": "event", "event_name": "signup", "display_name": "Signed up" }"""),
        ("goals", """{ "goal_type": "event", "event_name": "search", "display_name": "Searched" }"""),
        ("goals", """{ "goal_type": "page", "page_path": "/checkout**", "display_name": "Reached the checkout" }"""),
        ("goals", """{ "goal_type": "page", "page_path": "/products/boots/*", "display_name": "Looked at boots" }"""),
        (
            "segments",
            """{ "name": "Estonia on phones", "content": { "filters": [["is", "visit:country", ["EE"]], ["is", "visit:device", ["Mobile"]]] } }"""
        ),
        ("segments", """{ "name": "Paid traffic", "content": { "filters": [["contains", "visit:channel", ["Paid"]]] } }"""),
        ("segments", """{ "name": "Newsletter", "content": { "filters": [["is", "visit:utm_source", ["newsletter"]]] } }"""),
        ("segments", """{ "name": "Nordic countries", "content": { "filters": [["is", "visit:country", ["FI", "SE", "NO"]]] } }"""),
        (
            "funnels",
            """
            { "name": "Checkout", "content": { "steps": [{ "page": "/products/**" }, { "event": "add_to_cart" }, { "page": "/checkout" }, { "event": "payment" },
              { "goal": "Purchase" }], "window": "visit", "order": "sequential" } }
            """
        ),
        (
            "funnels",
            """{ "name": "From search to cart", "content": { "steps": [{ "event": "search" }, { "page": "/products/**" }, { "event": "add_to_cart" }], "window": "24h" } }"""
        ),
        (
            "views",
            """{ "name": "Channels, 7-day average", "content": { "screen": "explore", "search": "?period=91d&avg=7&split=channel" } }"""
        ),
        (
            "views",
            """{ "name": "Revenue by country", "content": { "screen": "explore", "search": "?m=total_revenue&f=is,goal,Purchase&by=country" } }"""
        ),
        (
            "views",
            """{ "name": "Bounce rate by landing page", "content": { "screen": "explore", "search": "?m=bounce_rate&by=entry_page" } }"""
        ),
        ("shared-links", """{ "name": "For the agency", "embed": true }"""),
    ];

    /// <summary>Creates all definitions.</summary>
    /// <param name="client">The server.</param>
    /// <param name="today">The day on which the demo begins; some notes are of days before it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task SendAsync(ApiClient client, DateOnly today, CancellationToken cancellationToken)
    {
        foreach (var (collection, json) in Shop.Concat(Notes(today)))
        {
            await client.PostAsync(
                $"/api/v1/sites/{DemoTraffic.Shop}/{collection}",
                json,
                ClientJson.Default.JsonElement,
                cancellationToken
            );
        }
    }

    private static IEnumerable<(string Collection, string Json)> Notes(DateOnly today)
    {
        static string Text(string text, string at) =>
            $$"""{ "name": {{JsonSerializer.Serialize(text, ClientJson.Default.String)}}, "content": { "at": "{{at}}" } }""";
        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        // The latest such day that is not in the future.
        DateOnly Last(int month, int dayOfMonth) =>
            new DateOnly(today.Year, month, dayOfMonth) is var day && day <= today ? day : day.AddYears(-1);

        (string Text, string At)[] notes =
        [
            ("The shop was down for two hours", Day(Last(10, 20)) + "T14:00"),
            ("In the news", Day(Last(9, 17)) + "T12:00"),
            ("Closed over Christmas", Day(Last(12, 24))),
            ("Winter sale begins", Day(Last(1, 3))),
            ("New season in the shop", Day(today.AddDays(-61))),
            (
                $"An older release counts the next two weeks: visits end after {DemoEarlierRelease.MinutesOfSilence} minutes of silence",
                Day(today.AddDays(-DemoEarlierRelease.BeganDaysAgo))
            ),
            ("New checkout", Day(today.AddDays(-16))),
            ("A crawler came for three days", Day(today.AddDays(-DemoIncidents.RaidEndedDaysAgo - DemoIncidents.RaidDays + 1))),
            ("The app was offline: three days came late", Day(today.AddDays(-DemoIncidents.LateDaysAgo - DemoIncidents.LateDays + 1))),
            ("The app sent a day twice", Day(today.AddDays(-DemoIncidents.DoubledDaysAgo))),
            ("Letter with a discount", Day(today.AddDays(-5)) + "T09:30"),
        ];
        return notes.Select(note => ("annotations", Text(note.Text, note.At)));
    }
}

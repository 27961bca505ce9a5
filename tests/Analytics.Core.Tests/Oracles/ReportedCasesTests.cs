using System.Globalization;
using System.Text;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>Cases of public reports, from the body of a request to the answer, in whatever order imports come.</summary>
public sealed class ReportedCasesTests
{
    private const string Site = "s.example";
    private static readonly DateTimeOffset Midnight = new(2026, 8, 6, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("-10|10|35|55", "1 1 4 0 3900")]
    [InlineData("55|35|10|-10", "1 1 4 0 3900")]
    [InlineData("55,35,10,-10", "1 1 4 0 3900")]
    [InlineData("10|-10", "1 1 2 0 1200")]
    [InlineData("-240|10", "2 2 2 100 0")]
    public async Task A_visit_at_midnight_is_the_same_in_every_order(string batches, string expected)
    {
        using var installation = new Installation(Midnight.AddDays(2));
        await installation.RegisterAsync(Site);
        foreach (var batch in batches.Split('|'))
        {
            var events = batch.Split(',').Select(minute => Event(Midnight.AddMinutes(int.Parse(minute, CultureInfo.InvariantCulture))));
            await CollectAsync(installation, $"[{string.Join(',', events)}]", isImport: true);
            await installation.AggregateAsync();
            await installation.RollUpAsync();
        }

        const string query =
            "\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"bounce_rate\",\"visit_duration\"],\"date_range\":[\"2026-08-05\",\"2026-08-07\"]";
        var row = Assert.Single((await installation.AskAsync(Site, query)).Rows);
        Assert.Equal(expected, string.Join(' ', row.Metrics));
    }

    [Theory]
    [InlineData("2026-11-26T10:30:00Z", "2026-11-26T15:30:00Z", 40)]
    [InlineData("2026-11-26T10:59:58Z", "2026-11-26T11:00:02Z", 0)]
    public async Task An_id_without_a_timestamp_counts_once_whatever_range_is_asked_for(
        string first,
        string second,
        int otherTrafficEveryMinutes
    )
    {
        var (from, to) = (Time(first), Time(second));
        using var installation = new Installation(from);
        await installation.RegisterAsync(Site);
        await CollectAsync(installation, Buy("buy", ",\"id\":\"o-1\""));
        for (
            var at = from.AddMinutes(otherTrafficEveryMinutes);
            otherTrafficEveryMinutes > 0 && at < to;
            at = at.AddMinutes(otherTrafficEveryMinutes)
        )
        {
            installation.Clock.AdvanceTo(at);
            await CollectAsync(installation, Buy("other", ""));
            await installation.AggregateAsync();
            await installation.RollUpAsync();
        }

        installation.Clock.AdvanceTo(to);
        await CollectAsync(installation, Buy("buy", ",\"id\":\"o-1\""));
        await installation.AggregateAsync();
        Assert.Equal([1, 0, 1], await CountsAsync(installation));
        await installation.RollUpAsync(openHoursToo: true);
        Assert.Equal([1, 0, 1], await CountsAsync(installation));
    }

    private static async Task<List<double>> CountsAsync(Installation installation)
    {
        var counts = new List<double>();
        foreach (var range in (string[])["00:00:00Z,11:59:59Z", "12:00:00Z,23:59:59Z", "00:00:00Z,23:59:59Z"])
        {
            var times = range.Split(',').Select(time => $"\"2026-11-26T{time}\"");
            var result = await installation.AskAsync(
                Site,
                $"\"metrics\":[\"events\"],\"date_range\":[{string.Join(',', times)}],\"filters\":[[\"is\",\"event:name\",[\"buy\"]]]"
            );
            counts.Add(result.Rows.Sum(row => row.Metrics[0] ?? 0));
        }

        return counts;
    }

    private static string Event(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"domain\":\"{Site}\",\"name\":\"pageview\",\"url\":\"https://{Site}/p\",\"timestamp\":{at.ToUnixTimeMilliseconds()},\"id\":\"{at:HH:mm}\",\"ip\":\"203.0.113.5\",\"user_agent\":\"{Installation.Chrome}\"}}"
        );

    private static string Buy(string name, string more) =>
        $"[{{\"domain\":\"{Site}\",\"name\":\"{name}\",\"url\":\"https://{Site}/\",\"visitor_id\":\"u\"{more}}}]";

    private static async Task CollectAsync(Installation installation, string body, bool isImport = false)
    {
        var receipt = await installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport);
        Assert.Null(receipt.Failure);
        Assert.Empty(receipt.Rejected);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Core.Tests.Cases;

public sealed class RepeatCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("repeats");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_repeated_id_counts_alike_in_every_range(string name)
    {
        var repeats = CaseFile.Find("repeats", name);
        var steps = repeats.GetProperty("steps").EnumerateArray().Select(step => (At: Time(step[0]), Event: step[1])).ToList();
        using var site = await CaseSite.CreateAsync(steps[0].At.ToString("O", CultureInfo.InvariantCulture));
        var other = repeats.TryGetProperty("other_traffic_every_minutes", out var minutes)
            ? TimeSpan.FromMinutes(minutes.GetInt32())
            : (TimeSpan?)null;
        foreach (var (at, repeated) in steps)
        {
            for (; other is { } every && site.Now + every < at; site.AdvanceTo(site.Now + every))
            {
                await site.SendAsync([Event(JsonNode.Parse("""{ "name": "pageview" }""")!)]);
            }

            site.AdvanceTo(at);
            await site.SendAsync([Event(JsonNode.Parse(repeated.GetRawText())!)]);
        }

        var filter = repeats.TryGetProperty("filter", out var given) ? $",\"filters\":[{given.GetRawText()}]" : "";
        var events = new List<double>();
        foreach (var range in repeats.GetProperty("queries").EnumerateArray())
        {
            var rows = await site.AskAsync($"\"metrics\":[\"events\"],\"date_range\":{range.GetRawText()}{filter}");
            events.Add(rows.Sum(row => row.Metrics[0] ?? 0));
        }

        var expected = repeats.GetProperty("expect").GetProperty("events");
        if (expected.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(expected.EnumerateArray().Select(value => value.GetDouble()), events);
        }
        else
        {
            Assert.Equal(events[2], events[0] + events[1]);
        }
    }

    private static JsonNode Event(JsonNode node)
    {
        node["url"] = "https://s.example/p";
        return node;
    }

    private static DateTimeOffset Time(JsonElement text) =>
        DateTimeOffset.Parse(text.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

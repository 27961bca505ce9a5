using System.Text;
using System.Text.Json;
using Analytics.Core.Exports;
using Analytics.Core.Queries.Events;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Exports;

/// <summary>Exports on a host whose front end lets no answer last.</summary>
public sealed class ExportLifetimeTests
{
    private const string Export = "/api/v1/sites/example.com/export";
    private const int Seconds = 210;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Seconds)]
    [InlineData(0)]
    public async Task A_long_export_names_the_day_at_which_the_next_one_goes_on_and_together_they_have_each_event_once(int seconds)
    {
        await using var host = await StartAsync(seconds);

        // Two events a day, each of which takes 30 s; the second day begins at 60 s and the fourth not before 105 s.
        var given = Events(host);
        given.Events.AddRange(Enumerable.Range(0, 14).Select(Event));
        given.Reading = (_, _) =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        };
        var pages = new List<string>();
        var days = new List<string?>();
        string? next = null;
        do
        {
            using var response = await host.GetAsync(Export + (next is null ? "" : $"?continue={next}"), ApiHost.AdminKey);
            var text = await response.Content.ReadAsByteArrayAsync(Stop);
            next = ExportContinuation.Find(text)?.ToString("yyyy-MM-dd");
            days.Add(next);
            pages.AddRange(Pages(text[..^(next is null ? 0 : ExportContinuation.LineBytes)]));
        } while (next is not null);

        Assert.Equal(Enumerable.Range(0, 14).Select(i => $"/{i}"), pages);
        Assert.Equal(seconds == 0 ? [null] : ["2026-03-03", "2026-03-05", "2026-03-07", null], days);
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("parquet")]
    public async Task An_export_that_can_not_end_in_time_is_broken_off_so_that_nobody_takes_it_for_a_whole_one(string format)
    {
        await using var host = await StartAsync(Seconds);
        var given = Events(host);
        given.Events.AddRange(Enumerable.Range(0, 2).Select(Event));
        given.Reading = (_, token) =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(Seconds));
            return Task.Delay(Timeout.InfiniteTimeSpan, host.Time, token);
        };

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await host.GetAsync($"{Export}?format={format}", ApiHost.AdminKey);
            await response.Content.ReadAsByteArrayAsync(Stop);
        });
    }

    private static async Task<ApiHost> StartAsync(int seconds)
    {
        var host = await ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:AnswerSeconds"] = $"{seconds}" });
        await host.AddSiteAsync("example.com");
        return host;
    }

    private static GivenEvents Events(ApiHost host) => (GivenEvents)host.Services.GetRequiredService<IEventReader>();

    private static IEnumerable<string> Pages(byte[] text) =>
        Encoding
            .UTF8.GetString(text)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("dimensions").GetProperty("event:page").GetString()!);

    internal static StoredEvent Event(int i) =>
        new()
        {
            Visitor = 255,
            PreviousVisitor = 0,
            TimestampMilliseconds = Start.AddDays(i / 2).ToUnixTimeMilliseconds() + i,
            Name = "pageview",
            Page = $"/{i}",
            Hostname = "example.com",
            IsInteractive = true,
            Properties = [],
            Dimensions = Enumerable.Repeat("", 18).ToArray(),
        };
}

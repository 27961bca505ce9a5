using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>Questions about different ranges that rest on the same hour, asked of one scanner, which remembers its answers.</summary>
public sealed class RememberedAnswerTests
{
    [Fact]
    public async Task An_answer_by_hour_is_not_taken_for_that_of_another_range()
    {
        using var installation = new Installation(new DateTimeOffset(2026, 8, 3, 2, 0, 0, TimeSpan.Zero));
        await installation.RegisterAsync("site.example");
        const string body =
            """[{"domain":"site.example","name":"signup","url":"https://site.example/","timestamp":"2026-07-31T20:38:35Z"}]""";
        Assert.Equal(1, (await installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true)).Accepted);
        await installation.AggregateAsync();
        await installation.RollUpAsync();
        var engine = new QueryEngine(installation.Scanner, installation.Clock);
        foreach (
            var range in (string[])
                [
                    "\"2026-07-30T00:00:00Z\",\"2026-08-02T23:59:59Z\"",
                    "\"2026-07-31T00:00:00Z\",\"2026-07-31T23:59:59Z\"",
                    "\"2026-07-31T18:00:00Z\",\"2026-07-31T22:59:59Z\"",
                ]
        )
        {
            var query = QueryParser.Parse(
                Encoding.UTF8.GetBytes(
                    $"{{\"site_id\":\"site.example\",\"metrics\":[\"events\"],\"dimensions\":[\"time:hour\"],\"date_range\":[{range}]}}"
                )
            );
            var row = Assert.Single(
                (
                    await engine.ExecuteAsync(
                        new("site.example", "Etc/UTC", DateTimeOffset.UnixEpoch),
                        query,
                        TestContext.Current.CancellationToken
                    )
                ).Rows
            );
            Assert.Equal("2026-07-31 20:00:00", row.Dimensions[0]);
        }
    }
}

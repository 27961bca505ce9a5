using System.Text;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Queries;

/// <summary>Texts of events that are labels of absent or empty values: they mean what the label means.</summary>
public sealed class LabelsAsTextsTests : IAsyncLifetime
{
    private readonly Installation _installation = new(new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        await _installation.RegisterAsync("example.com");

        // Visitor v0 has a day with each kind of "not set", so that the visitors of one row must not be added up.
        string[] events =
        [
            """ "visitor_id":"v0","props":{"plan":"(none)"} """,
            """ "visitor_id":"v0","props":{"size":"x"} """,
            """ "visitor_id":"v1" """,
            """ "visitor_id":"v2","props":{"plan":"(not set)"},"url":"https://example.com/?utm_source=Direct%20/%20None&utm_campaign=(not%20set)" """,
            """ "visitor_id":"v3","props":{"plan":"pro"},"url":"https://example.com/?utm_source=news&utm_campaign=may" """,
        ];
        var body = string.Concat(
            events.Select(
                (one, i) =>
                    "{\"domain\":\"example.com\",\"name\":\"pageview\","
                    + (one.Contains("\"url\"", StringComparison.Ordinal) ? string.Empty : "\"url\":\"https://example.com/\",")
                    + $"\"timestamp\":\"2026-03-10T11:00:0{i}Z\",{one}}}\n"
            )
        );
        var receipt = await _installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true);
        Assert.Equal(5, receipt.Accepted);
        await _installation.AggregateAsync();
    }

    public ValueTask DisposeAsync()
    {
        _installation.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("event:props:plan", "(none) 2 3, (not set) 1 1, pro 1 1")]
    [InlineData("visit:source", "Direct / None 3 4, news 1 1")]
    [InlineData("visit:utm_campaign", "(not set) 3 4, may 1 1")]
    public async Task A_label_has_one_row(string dimension, string expected)
    {
        Assert.Equal(expected, await AskAsync(dimension, "[]"));
    }

    [Theory]
    [InlineData("event:props:plan", "is", "(none)", "(none) 2 3")]
    [InlineData("event:props:plan", "is", "(not set)", "(not set) 1 1")]
    [InlineData("event:props:plan", "is_not", "(none)", "(not set) 1 1, pro 1 1")]
    [InlineData("event:props:plan", "contains", "o", "(not set) 1 1, pro 1 1")]
    [InlineData("visit:source", "is", "Direct / None", "Direct / None 3 4")]
    [InlineData("visit:source", "is", "", "Direct / None 3 4")]
    [InlineData("visit:utm_campaign", "is", "(not set)", "(not set) 3 4")]
    public async Task A_filter_by_a_label_finds_what_its_row_counts(string dimension, string how, string label, string expected)
    {
        Assert.Equal(expected, await AskAsync(dimension, $$"""[["{{how}}","{{dimension}}",["{{label}}"]]]"""));
    }

    private async Task<string> AskAsync(string dimension, string filters)
    {
        var result = await _installation.AskAsync(
            "example.com",
            $$""" "metrics":["visitors","events"],"date_range":["2026-03-10","2026-03-10"],"dimensions":["{{dimension}}"],"filters":{{filters}}"""
        );
        return string.Join(", ", result.Rows.Select(row => $"{row.Dimensions[0]} {row.Metrics[0]} {row.Metrics[1]}"));
    }
}

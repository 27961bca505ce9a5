using Analytics.Core.Queries.Results;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Imports;

/// <summary>Goals of which the tables of an import tell only some.</summary>
public sealed class ImportedGoalsTests : IAsyncLifetime
{
    private const string Site = "s.example";
    private const string May = "\"date_range\":[\"2023-05-01\",\"2023-05-31\"]";

    private readonly Installation _installation = new(new DateTimeOffset(2023, 6, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ImportedTables _files = new(new(2023, 5, 1), days: 20);

    public async ValueTask InitializeAsync()
    {
        await _installation.RegisterAsync(Site);
        _installation.Goals.AddEvent("Signup").AddPage("/thanks");
    }

    public ValueTask DisposeAsync()
    {
        _installation.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Goals_that_the_tables_cannot_tell_have_events_alone_and_are_named()
    {
        _installation.Goals.AddEvent("Signup", "Signup (pro)", null, ("plan", "pro")).AddScroll("/thanks", 50);
        await _files.ImportAsync(_installation, Site);

        var goals = await AskAsync($"{May},\"metrics\":[\"events\",\"conversion_rate\"],\"dimensions\":[\"event:goal\"]");

        Assert.Equal(["Signup", "Visit /thanks"], goals.Rows.Select(row => row.Dimensions[0]).Order(StringComparer.Ordinal));
        Assert.Equal(
            _files.Sum("imported_custom_events", "events", row => row.Cells["name"] == "Signup"),
            goals.Rows.Single(row => row.Dimensions[0] == "Signup").Metrics[0]
        );
        Assert.Null(goals.Meta.Imports!.SkipReason);
        Assert.Contains("the goals 'Scroll 50% on /thanks', 'Signup (pro)'", goals.Meta.Imports.Warning, StringComparison.Ordinal);

        var unknown = await AskAsync(
            $"{May},\"metrics\":[\"events\"],\"dimensions\":[\"event:goal\"],\"filters\":[[\"is\",\"event:goal\",[\"Signup (pro)\"]]]"
        );
        Assert.Equal("unsupported_query", unknown.Meta.Imports!.SkipReason);
    }

    private Task<QueryResult> AskAsync(string query) =>
        _installation.AskAsync(Site, $"{query},\"include\":{{\"imports\":true}}", "Etc/UTC");
}

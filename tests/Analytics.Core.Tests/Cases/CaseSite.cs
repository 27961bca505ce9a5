using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Collection;
using Analytics.Core.Queries.Results;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Cases;

/// <summary>An installation with the site of the cases, <c>s.example</c>.</summary>
internal sealed class CaseSite : IDisposable
{
    public const string Domain = "s.example";
    public const string WholeYear = "\"date_range\":[\"2026-01-01\",\"2026-12-31\"]";

    private readonly Installation _installation;

    private CaseSite(DateTimeOffset now) => _installation = new(now);

    public DateTimeOffset Now => _installation.Clock.Now;

    public static async Task<CaseSite> CreateAsync(string now = "2026-11-26T12:00:00Z")
    {
        var site = new CaseSite(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        await site._installation.RegisterAsync(Domain);
        return site;
    }

    public void AdvanceTo(DateTimeOffset time) => _installation.Clock.AdvanceTo(time);

    /// <summary>Imports one pageview and aggregates it.</summary>
    public Task<CollectionReceipt> ImportAsync(params (string Key, string Value)[] members)
    {
        var pageview = new JsonObject
        {
            ["name"] = "pageview",
            ["timestamp"] = "2026-11-20T10:00:00Z",
            ["ip"] = "203.0.113.5",
        };
        foreach (var (key, value) in members)
        {
            pageview[key] = value;
        }

        return ImportAsync([pageview]);
    }

    /// <summary>Imports a batch of events and aggregates it.</summary>
    public Task<CollectionReceipt> ImportAsync(JsonArray events) => SendAsync(events, isImport: true);

    /// <summary>Sends a batch as a browser does and aggregates it.</summary>
    public Task<CollectionReceipt> SendAsync(JsonArray events) => SendAsync(events, isImport: false);

    /// <summary>The rows of a query of the site.</summary>
    public async Task<IReadOnlyList<QueryRow>> AskAsync(string query) => (await _installation.AskAsync(Domain, query)).Rows;

    /// <summary>The label of the only row by a dimension.</summary>
    public async Task<string> LabelAsync(string dimension) =>
        Assert.Single(await AskAsync($"\"metrics\":[\"pageviews\"],\"dimensions\":[\"{dimension}\"],{WholeYear}")).Dimensions[0];

    /// <summary>Asserts every dimension that a case expects.</summary>
    public async Task AssertDimensionsAsync(JsonElement expected)
    {
        foreach (var dimension in expected.EnumerateObject())
        {
            Assert.Equal((dimension.Name, dimension.Value.GetString()), (dimension.Name, await LabelAsync(dimension.Name)));
        }
    }

    public void Dispose() => _installation.Dispose();

    private async Task<CollectionReceipt> SendAsync(JsonArray events, bool isImport)
    {
        foreach (var item in events)
        {
            item!["domain"] ??= Domain;
        }

        var receipt = await _installation.CollectAsync(Encoding.UTF8.GetBytes(events.ToJsonString()), isBatch: true, isImport);
        await _installation.AggregateAsync();
        return receipt;
    }
}

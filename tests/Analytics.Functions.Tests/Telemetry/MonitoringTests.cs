using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Core.Telemetry;
using Analytics.Functions.Endpoints;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Tests.Telemetry;

/// <summary>Alerts and the workbook read what the application sends: a query for another name finds nothing, without an error.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string Alerts = File.ReadAllText(Repository.File("infra/modules/alerts.bicep"));
    private static readonly string Workbook = File.ReadAllText(Repository.File("infra/modules/workbook.json"));

    [Fact]
    public void Every_metric_that_alerts_and_workbook_read_is_measured()
    {
        var measured = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => measured.Add(instrument.Name);
        RuntimeHelpers.RunClassConstructor(typeof(AnalyticsMeter).TypeHandle);
        listener.Start();

        var read = Metrics().Matches(Alerts + Workbook).Select(static match => match.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(measured));
    }

    [Fact]
    public void The_alert_for_failures_watches_every_function_but_that_of_HTTP()
    {
        var functions = typeof(Api)
            .Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Select(static method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .Where(static name => name != nameof(Api));

        var watched = Functions().Match(Alerts).Groups[1].Value.Split(',').Select(static name => name.Trim(' ', '\''));

        Assert.Equal(functions.Order(), watched.Order());
    }

    [Fact]
    public void The_workbook_tells_requests_apart_by_endpoint_as_one_function_answers_them_all()
    {
        using var workbook = JsonDocument.Parse(Workbook);
        var queries = workbook
            .RootElement.GetProperty("items")
            .EnumerateArray()
            .Select(static item => item.GetProperty("content").TryGetProperty("query", out var query) ? query.GetString()! : "")
            .ToList();

        Assert.Single(
            queries,
            static query =>
                query.Contains("'analytics.request.duration'", StringComparison.Ordinal)
                && query.Contains("Properties['endpoint']", StringComparison.Ordinal)
        );
        Assert.All(
            queries.Where(static query => query.Contains("AppRoleName, Name", StringComparison.Ordinal)),
            static query => Assert.Contains($"Name !has '{nameof(Api)}'", query, StringComparison.Ordinal)
        );
    }

    [GeneratedRegex("Name == '(analytics[a-z.]+)'")]
    private static partial Regex Metrics();

    [GeneratedRegex(@"Name has_any \(([^)]*)\)")]
    private static partial Regex Functions();
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Sites;
using Analytics.MovingAverages;

namespace Analytics.Core.Alerts;

/// <summary>Decides whether an alert's condition holds, with queries that any reader could send. Safe for concurrent use.</summary>
/// <param name="engine">Answers the queries.</param>
/// <param name="time">The clock.</param>
public sealed class AlertEvaluator(QueryEngine engine, TimeProvider time)
{
    /// <summary>Smallest hourly number that can be a spike or drop. With fewer visitors, chance alone produces both.</summary>
    public const int MinCount = 10;

    /// <summary>The metric of revenue, of a goal that has a currency.</summary>
    public const string Revenue = "total_revenue";

    private const string Events = "events";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Evaluates an alert.</summary>
    /// <param name="site">The site.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="setAside">Number of the site's items that are set aside now.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The finding; null if the condition does not hold.</returns>
    /// <exception cref="QueryException">The alert names a goal that the site has no longer.</exception>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    public async Task<Finding?> EvaluateAsync(Site site, Alert alert, long setAside, CancellationToken cancellationToken) =>
        alert.Kind switch
        {
            AlertKind.Spike or AlertKind.Drop => await CompareWithAverageAsync(site, alert, cancellationToken),
            AlertKind.Silence => await CheckSilenceAsync(site, alert, cancellationToken),
            AlertKind.Conversion => await CheckConversionAsync(site, alert, cancellationToken),
            _ => setAside > alert.Threshold
                ? new(
                    Text($"{setAside} items of {site.Domain} could not be processed and are set aside; see /api/v1/deadletters."),
                    setAside,
                    alert.Threshold
                )
                : null,
        };

    private async Task<Finding?> CompareWithAverageAsync(Site site, Alert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = new DateTimeOffset(now.Ticks - (now.Ticks % Hour.Ticks), TimeSpan.Zero);

        // By the site's clock an hour may have parts of two, and when clocks go back it has two.
        var byUtc = site with
        {
            TimeZone = SiteTimeZone.Default,
        };
        var isRevenue = alert.Metric == Revenue;
        string[] metrics = isRevenue ? [Revenue, Events] : [alert.Metric];
        var result = await AskAsync(byUtc, metrics, end - ((alert.Hours + 1) * Hour), end, byHour: true, alert.Goal, cancellationToken);
        var rows = result.Rows.ToDictionary(row => row.Dimensions[0], row => row.Metrics, StringComparer.Ordinal);
        double[] HoursOf(int metric) =>
            [.. result.Meta.TimeLabels!.Select(label => rows.TryGetValue(label, out var values) ? values[metric] ?? 0 : 0)];

        // Whether chance alone could do it depends on the number of events, not on what they are worth.
        var (hours, counts) = (HoursOf(0), HoursOf(metrics.Length - 1));

        // A new site has no average: at least half of the hours must have events.
        if (hours.Length < 2 || counts.Take(counts.Length - 1).Count(count => count > 0) * 2 < alert.Hours)
        {
            return null;
        }

        var (last, average) = (hours[^1], AverageOf(hours));
        var holds =
            alert.Kind == AlertKind.Spike
                ? counts[^1] >= MinCount && last > average * (1 + (alert.Threshold / 100))
                : AverageOf(counts) >= MinCount && last < average * (1 - (alert.Threshold / 100));
        var currency = isRevenue ? result.Rows.Select(static row => row.Currency).FirstOrDefault(static code => code is not null) : null;
        return holds
            ? new(
                Text($"{site.Domain} had {NumberOf(last)} {(isRevenue ? "of revenue" : alert.Metric)}{OfGoal(alert)} ")
                    + Text($"from {end - Hour:HH:mm} to {end:HH:mm} UTC, ")
                    + Text($"where the average of the {alert.Hours} hours before is {NumberOf(average)}."),
                last,
                average
            )
            : null;

        double AverageOf(double[] all)
        {
            var window = new SimpleMovingAverage(alert.Hours);
            window.AddRange(all.AsSpan(0, all.Length - 1));
            return window.Average;
        }

        string NumberOf(double number) => currency is null ? Text($"{number:0.##}") : MoneyText.Long(number, currency);
    }

    private async Task<Finding?> CheckSilenceAsync(Site site, Alert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // Who scrolls reaches a goal without an event that counts.
        var metric = alert.Goal is null ? Events : "visitors";
        var result = await AskAsync(site, [metric], now.AddMinutes(-alert.Minutes), now, byHour: false, alert.Goal, cancellationToken);
        return result.Rows is [] or [{ Metrics: [null or 0] }]
            ? new(Text($"{site.Domain} has sent no event{OfGoal(alert)} for {alert.Minutes} minutes."), 0, 1)
            : null;
    }

    private async Task<Finding?> CheckConversionAsync(Site site, Alert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = now.AddHours(-alert.Hours);
        var visitorCount = await AskAsync(site, ["visitors"], from, now, byHour: false, null, cancellationToken);
        if ((visitorCount.Rows[0].Metrics[0] ?? 0) < MinCount)
        {
            return null;
        }

        var converted = await AskAsync(site, ["conversion_rate"], from, now, byHour: false, alert.Goal, cancellationToken);
        var rate = converted.Rows.Count > 0 ? converted.Rows[0].Metrics[0] ?? 0 : 0;
        return rate < alert.Threshold
            ? new(
                Text($"{rate:0.##} % of the visitors of {site.Domain} reached '{alert.Goal}' in the last {alert.Hours} hours, ")
                    + Text($"less than {alert.Threshold:0.##} %."),
                rate,
                alert.Threshold
            )
            : null;
    }

    private async Task<QueryResult> AskAsync(
        Site site,
        string[] metrics,
        DateTimeOffset from,
        DateTimeOffset to,
        bool byHour,
        string? goal,
        CancellationToken cancellationToken
    )
    {
        var query = new JsonObject
        {
            ["site_id"] = site.Domain,
            ["metrics"] = new JsonArray([.. metrics.Select(static metric => JsonValue.Create(metric))]),
            ["date_range"] = new JsonArray(Moment(from), Moment(to.AddSeconds(-1))),
        };
        if (byHour)
        {
            query["dimensions"] = new JsonArray("time:hour");
            query["include"] = new JsonObject { ["time_labels"] = true };
        }

        if (goal is not null)
        {
            query["filters"] = new JsonArray(new JsonArray("is", "event:goal", new JsonArray(goal)));
        }

        return await engine.ExecuteAsync(
            site,
            QueryParser.Parse(System.Text.Encoding.UTF8.GetBytes(query.ToJsonString(JsonSerializerOptions.Default))),
            cancellationToken
        );
    }

    private static string OfGoal(Alert alert) => alert.Goal is { } goal ? $" of '{goal}'" : string.Empty;

    private static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

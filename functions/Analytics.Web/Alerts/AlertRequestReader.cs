using System.Globalization;
using Analytics.Core.Alerts;
using Analytics.Core.Definitions;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Analytics.Web.Goals;

namespace Analytics.Web.Alerts;

/// <summary>Checks requests to define alerts.</summary>
internal static class AlertRequestReader
{
    public const int MaxName = 200;
    public const int MinHours = 2;
    public const int MaxHours = 168;
    public const int MinMinutes = 10;
    public const int MaxMinutes = 10_080;

    private static readonly string[] Metrics = ["visitors", "visits", "pageviews", "events", AlertEvaluator.Revenue];

    /// <summary>Returns the alert that a request defines, without an id.</summary>
    /// <exception cref="ApiException">400, naming the member, its value and the remedy.</exception>
    public static Alert Read(AlertRequest request, string secret, IReadOnlyList<Goal> goals, bool allowsLocal)
    {
        var kind =
            Enum.GetValues<AlertKind>().Cast<AlertKind?>().FirstOrDefault(known => AlertRounds.NameOf(known!.Value) == request.Kind)
            ?? throw JsonBody.Bad(
                $"kind: '{Excerpt.Of(request.Kind ?? "")}' is unknown; "
                    + $"use one of {string.Join(", ", Enum.GetValues<AlertKind>().Select(AlertRounds.NameOf))}"
            );
        if (request.Name?.Trim() is not { Length: > 0 and <= MaxName } name)
        {
            throw JsonBody.Bad(
                string.IsNullOrWhiteSpace(request.Name)
                    ? $"name: is missing or empty; give 1 to {MaxName} characters"
                    : $"name: '{Excerpt.Of(request.Name)}' must have 1 to {MaxName} characters"
            );
        }

        if (WebhookAddress.Problem(request.Url ?? "", allowsLocal) is { } problem)
        {
            throw JsonBody.Bad($"url: '{Excerpt.Of(request.Url ?? "")}' {problem}");
        }

        var goal = GoalOf(request, kind, goals);

        return new(
            string.Empty,
            name,
            kind,
            request.Url!,
            secret,
            Threshold(request.Threshold, kind),
            Number("hours", request.Hours, 24, MinHours, MaxHours),
            Number("minutes", request.Minutes, 60, MinMinutes, MaxMinutes),
            MetricOf(request, kind, goal),
            goal?.DisplayName
        );
    }

    private static Goal? GoalOf(AlertRequest request, AlertKind kind, IReadOnlyList<Goal> goals) =>
        kind == AlertKind.SetAside || (request.Goal is null && kind != AlertKind.Conversion)
            ? null
            : goals.FirstOrDefault(goal => goal.DisplayName == request.Goal) ?? throw UnknownGoal.In("goal", request.Goal);

    private static string MetricOf(AlertRequest request, AlertKind kind, Goal? goal)
    {
        var known = AlertMetrics.Of(goal);
        var metric = request.Metric ?? known[0];
        if (!Metrics.Contains(metric))
        {
            throw JsonBody.Bad($"metric: '{Excerpt.Of(metric)}' is unknown; use one of {string.Join(", ", Metrics)}");
        }

        if (!AlertMetrics.Has(kind) || known.Contains(metric))
        {
            return metric;
        }

        throw JsonBody.Bad(
            goal is null
                ? $"metric: '{metric}' is that of a goal with a currency; name one in goal"
                : $"metric: the goal '{Excerpt.Of(goal.DisplayName)}' has no {metric}; use one of {string.Join(", ", known)}"
        );
    }

    private static double Threshold(double? given, AlertKind kind)
    {
        var (otherwise, least, most) = kind switch
        {
            AlertKind.Spike => (100.0, 1.0, 100_000.0),
            AlertKind.Drop => (50, 1, 100),
            AlertKind.Conversion => (double.NaN, 0.01, 100),
            _ => (0, 0, 1_000_000),
        };
        var threshold = given ?? otherwise;
        if (threshold >= least && threshold <= most)
        {
            return threshold;
        }

        var problem = given is null ? "is missing" : string.Create(CultureInfo.InvariantCulture, $"{given} is out of range");
        throw JsonBody.Bad(
            string.Create(
                CultureInfo.InvariantCulture,
                $"threshold: {problem}; give a number from {least} to {most} for {AlertRounds.NameOf(kind)}"
            )
        );
    }

    private static int Number(string name, int? given, int otherwise, int least, int most)
    {
        var number = given ?? otherwise;
        return number >= least && number <= most
            ? number
            : throw JsonBody.Bad($"{name}: {number} is out of range; give a number from {least} to {most}");
    }
}

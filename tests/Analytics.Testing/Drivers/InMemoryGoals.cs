using System.Collections.Concurrent;
using Analytics.Core.Definitions;

namespace Analytics.Testing.Drivers;

/// <summary>Goals that a test gives, whatever the site.</summary>
public sealed class InMemoryGoals : IGoalDirectory
{
    private readonly ConcurrentDictionary<string, Goal> _goals = new(StringComparer.Ordinal);

    /// <summary>Number of reads of goals.</summary>
    public int Reads { get; private set; }

    public InMemoryGoals AddEvent(
        string name,
        string? displayName = null,
        string? currency = null,
        params (string Key, string Value)[] properties
    ) => Add(displayName ?? name, GoalKind.Event, name, null, null, currency, properties);

    public InMemoryGoals AddPage(string path, string? displayName = null, params (string Key, string Value)[] properties) =>
        Add(displayName ?? $"Visit {path}", GoalKind.Page, null, path, null, null, properties);

    public InMemoryGoals AddScroll(string path, int depth, string? displayName = null) =>
        Add(displayName ?? $"Scroll {depth}% on {path}", GoalKind.Scroll, null, path, depth, null, []);

    public ValueTask<IReadOnlyList<Goal>> ListAsync(string site, CancellationToken cancellationToken)
    {
        Reads++;
        return ValueTask.FromResult<IReadOnlyList<Goal>>([.. _goals.Values.OrderBy(goal => goal.DisplayName, StringComparer.Ordinal)]);
    }

    private InMemoryGoals Add(
        string name,
        GoalKind kind,
        string? eventName,
        string? path,
        int? depth,
        string? currency,
        (string Key, string Value)[] properties
    )
    {
        _goals[name] = new(
            name,
            name,
            kind,
            eventName,
            path,
            depth,
            currency,
            properties.ToDictionary(pair => pair.Key, pair => pair.Value)
        );
        return this;
    }
}

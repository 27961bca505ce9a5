using System.Collections.Frozen;
using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>The stored definitions of sites, by kind. Safe for concurrent use.</summary>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached definitions.</param>
public sealed class DefinitionRegistry(ITableStore tables, TimeProvider time) : IGoalUsers
{
    /// <summary>The maximum number of definitions of one kind of a site.</summary>
    public const int MaxPerKind = 1_000;

    /// <summary>The kind of annotations.</summary>
    public const string Annotations = "annotations";

    /// <summary>The kind of saved segments.</summary>
    public const string Segments = "segments";

    /// <summary>The kind of saved funnels.</summary>
    public const string Funnels = "funnels";

    /// <summary>The kind of saved views and charts.</summary>
    public const string Views = "views";

    /// <summary>
    /// The kind of custom properties that clients of Plausible's Sites API register; queries know every property without it.
    /// </summary>
    public const string Properties = "custom properties";

    private static readonly (string Kind, string Name)[] NamingGoals = [(Segments, "segment"), (Funnels, "funnel")];

    // The names in row keys are stored and never change.
    private readonly FrozenDictionary<string, DefinitionTable<StoredDefinition>> _tables = new (string Plural, string RowName)[]
    {
        (Annotations, "note"),
        (Segments, "segment"),
        (Funnels, "funnel"),
        (Views, "view"),
        (Properties, "prop"),
    }.ToFrozenDictionary(
        kind => kind.Plural,
        kind => new DefinitionTable<StoredDefinition>(
            tables,
            time,
            new(kind.RowName, kind.Plural, MaxPerKind, DefinitionJson.Default.StoredDefinition)
        )
    );

    /// <summary>Returns the definitions of one kind.</summary>
    /// <param name="kind">The kind, such as <see cref="Segments"/>.</param>
    public DefinitionTable<StoredDefinition> Of(string kind) => _tables[kind];

    /// <inheritdoc/>
    /// <remarks>
    /// Personal definitions are renamed with a goal. They do not keep it from being deleted, because whoever deletes it can't see them.
    /// </remarks>
    public async ValueTask<GoalUses> ReadUsesAsync(string site, GoalRename rename, CancellationToken cancellationToken)
    {
        var (names, operations) = (new List<string>(), new List<TableOperation>());
        foreach (var (kind, name) in NamingGoals)
        {
            var (users, writes) = await Of(kind)
                .ReplaceAsync(
                    site,
                    one =>
                        (rename.NewName is not null || one.Owner is null) && rename.Rewrite(one.Content) is { } content
                            ? one with
                            {
                                Content = content,
                                UpdatedAt = time.GetUtcNow(),
                            }
                            : null,
                    cancellationToken
                );
            names.AddRange(users.Select(one => $"{name} '{one.Name}' (id {one.Id})"));
            operations.AddRange(writes);
        }

        return new(names, operations);
    }

    /// <summary>Drops the cached definitions of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site)
    {
        foreach (var table in _tables.Values)
        {
            table.Forget(site);
        }
    }
}

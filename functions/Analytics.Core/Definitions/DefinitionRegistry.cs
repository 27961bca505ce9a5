using System.Collections.Frozen;
using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>The stored definitions of sites, by kind. Safe for concurrent use.</summary>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached definitions.</param>
/// <param name="segmentUsers">The definitions that name segments; null for none.</param>
public sealed class DefinitionRegistry(
    ITableStore tables,
    TimeProvider time,
    IEnumerable<IDefinitionUsers<SegmentRemoval>>? segmentUsers = null
) : IDefinitionUsers<GoalRename>
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

    private readonly IReadOnlyList<IDefinitionUsers<SegmentRemoval>> _segmentUsers = [.. segmentUsers ?? []];

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

    /// <summary>Decides on a change of a site's definitions of one kind and stores it.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="kind">The kind, such as <see cref="Segments"/>.</param>
    /// <param name="decide">Returns the change for the stored definitions; may be called more than once.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The definition that was added, replaced or deleted; null for none.</returns>
    /// <exception cref="DefinitionException">
    /// There are as many as a site may have, or a segment that a shared link is limited to would be deleted or made personal.
    /// </exception>
    /// <exception cref="IOException">The tables do not answer now, or others change the definitions again and again.</exception>
    public async ValueTask<StoredDefinition?> ChangeAsync(
        string site,
        string kind,
        Func<IReadOnlyList<StoredDefinition>, DefinitionChange<StoredDefinition>> decide,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await Of(kind)
                .ChangeAsync(
                    site,
                    decide,
                    async (all, change, token) => kind == Segments ? await RequireUnusedAsync(site, all, change, token) : [],
                    cancellationToken
                );
        }
        finally
        {
            foreach (var user in kind == Segments ? _segmentUsers : [])
            {
                user.Forget(site);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Personal definitions are renamed with a goal. They do not keep it from being deleted, because whoever deletes it can't see them.
    /// </remarks>
    public async ValueTask<DefinitionUses> ReadUsesAsync(string site, GoalRename change, CancellationToken cancellationToken)
    {
        var (names, operations) = (new List<string>(), new List<TableOperation>());
        foreach (var (kind, name) in NamingGoals)
        {
            var (users, writes) = await Of(kind)
                .ReplaceAsync(
                    site,
                    one =>
                        (change.NewName is not null || one.Owner is null) && change.Rewrite(one.Content) is { } content
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

    /// <summary>
    /// Rejects a change that takes a segment from those who name it. The operations fail if one was stored that may name it since.
    /// </summary>
    private async ValueTask<IReadOnlyList<TableOperation>> RequireUnusedAsync(
        string site,
        IReadOnlyList<StoredDefinition> all,
        DefinitionChange<StoredDefinition> change,
        CancellationToken cancellationToken
    )
    {
        var segment = all.FirstOrDefault(one => one.Id == change.Definition!.Id);
        var stays = change.Kind != DefinitionChangeKind.Delete && change.Definition!.Owner is null;
        if (segment is not { Owner: null } || stays)
        {
            return [];
        }

        var uses = await DefinitionUses.ReadAsync(_segmentUsers, site, new SegmentRemoval(segment.Id), cancellationToken);
        uses.RequireNone($"segment '{segment.Name}'");
        return uses.Operations;
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

using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Analytics.Core.Caching;
using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>
/// The definitions of one kind of all sites: read from memory for at most 30 seconds after they were read from the table; a change made
/// through this instance shows at once. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Example of kind <c>goal</c>: rows <c>goal|0000000001</c> and <c>goal|0000000002</c> in the site's partition of table <c>sites</c>, in
/// order of their ids, and a row <c>goal</c> with the next id, 3. Every change also writes that row, on condition that no other change
/// did, so that a decision such as "no other has this name" still holds when it is stored. Ids are never reused.
/// </remarks>
/// <typeparam name="T">The definitions' type.</typeparam>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached definitions.</param>
/// <param name="kind">The kind.</param>
public sealed class DefinitionTable<T>(ITableStore tables, TimeProvider time, DefinitionKind<T> kind)
    where T : class, IDefinition<T>
{
    /// <summary>Time for which a cached list is used. A change made by another process shows at most this late.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly FreshCache<IReadOnlyList<T>> _cache = new(time, Freshness, capacity: 20_000);

    /// <summary>Returns a site's definitions in the order in which they were added.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<IReadOnlyList<T>> ListAsync(string site, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(site);
        if (_cache.TryGet(key, out var list))
        {
            return list ?? [];
        }

        long version;
        do
        {
            version = _cache.Version;
            list = (await ReadAsync(site, cancellationToken)).Definitions;
        } while (!_cache.TryStore(key, list.Count == 0 ? null : list, version));
        return list;
    }

    /// <summary>Returns the definition of an id; null if there is none.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<T?> FindAsync(string site, string id, CancellationToken cancellationToken) =>
        (await ListAsync(site, cancellationToken)).FirstOrDefault(definition => definition.Id == id);

    /// <summary>
    /// Reads a site's definitions, decides on a change and stores it; repeats all of it if another change was stored between.
    /// </summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="decide">Returns the change for the stored definitions; may be called more than once.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The definition that was kept, added, replaced or deleted; null for <see cref="DefinitionChange{T}.None"/>.</returns>
    /// <exception cref="DefinitionException">There are as many as a site may have, or what <paramref name="decide"/> throws.</exception>
    /// <exception cref="IOException">The tables do not answer now, or others change the definitions again and again.</exception>
    public ValueTask<T?> ChangeAsync(
        string site,
        Func<IReadOnlyList<T>, DefinitionChange<T>> decide,
        CancellationToken cancellationToken
    ) => ChangeAsync(site, decide, static (_, _, _) => new([]), cancellationToken);

    /// <summary>
    /// Reads a site's definitions, decides on a change and stores it in one transaction with others of the site's rows; repeats all of it
    /// if another change was stored between.
    /// </summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="decide">Returns the change for the stored definitions; may be called more than once.</param>
    /// <param name="accompany">
    /// Returns the operations on other rows of the site for the stored definitions and the change; may be called more than once.
    /// </param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The definition that was kept, added, replaced or deleted; null for <see cref="DefinitionChange{T}.None"/>.</returns>
    /// <exception cref="DefinitionException">There are as many as a site may have, or what the functions throw.</exception>
    /// <exception cref="IOException">The tables do not answer now, or others change the definitions again and again.</exception>
    internal async ValueTask<T?> ChangeAsync(
        string site,
        Func<IReadOnlyList<T>, DefinitionChange<T>> decide,
        Func<IReadOnlyList<T>, DefinitionChange<T>, CancellationToken, ValueTask<IReadOnlyList<TableOperation>>> accompany,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await OptimisticUpdate.RunAsync(
                $"The {kind.Plural} of site '{site}'",
                token => TryChangeAsync(site, decide, accompany, token),
                cancellationToken
            );
        }
        finally
        {
            Forget(site);
        }
    }

    /// <summary>
    /// Reads a site's definitions, and returns the replaced ones with operations that store them unless any of the kind was changed since.
    /// </summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="replace">Returns what replaces a definition; null to keep it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    internal async ValueTask<(IReadOnlyList<T> Replaced, IReadOnlyList<TableOperation> Operations)> ReplaceAsync(
        string site,
        Func<T, T?> replace,
        CancellationToken cancellationToken
    )
    {
        var (definitions, next, etags, counterTag) = await ReadAsync(site, cancellationToken);
        List<T> replaced = [.. definitions.Select(replace).OfType<T>()];
        return (
            replaced,
            [.. replaced.Select(one => TableOperation.Replace(RowKey(one.Id), Write(one), etags[one.Id])), WriteCounter(next, counterTag)]
        );
    }

    /// <summary>Deletes a definition.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>False if there is none with the id.</returns>
    /// <exception cref="IOException">The tables do not answer now, or others change the definitions again and again.</exception>
    public async ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken) =>
        await ChangeAsync(site, all => DefinitionChange<T>.DeleteById(all, id), cancellationToken) is not null;

    /// <summary>Drops the cached definitions of a site. Call it after the site was deleted with its definitions.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _cache.Invalidate(Encoding.UTF8.GetBytes(site));

    private async Task<(bool HasEnded, T? Result)> TryChangeAsync(
        string site,
        Func<IReadOnlyList<T>, DefinitionChange<T>> decide,
        Func<IReadOnlyList<T>, DefinitionChange<T>, CancellationToken, ValueTask<IReadOnlyList<TableOperation>>> accompany,
        CancellationToken cancellationToken
    )
    {
        var (definitions, next, etags, counterTag) = await ReadAsync(site, cancellationToken);
        var change = decide(definitions);
        if (change.Kind == DefinitionChangeKind.Keep || change.Definition is not { } definition)
        {
            return (true, change.Definition);
        }

        if (change.Kind == DefinitionChangeKind.Add)
        {
            if (definitions.Count >= kind.Max)
            {
                throw new DefinitionException($"The site has {kind.Max} {kind.Plural}, as many as it may have; delete one first.");
            }

            definition = definition.WithId(next.ToString(CultureInfo.InvariantCulture));
            next++;
        }

        TableOperation[] operations =
        [
            change.Kind switch
            {
                DefinitionChangeKind.Add => TableOperation.Insert(RowKey(definition.Id), Write(definition)),
                DefinitionChangeKind.Replace => TableOperation.Replace(RowKey(definition.Id), Write(definition), etags[definition.Id]),
                _ => TableOperation.Delete(RowKey(definition.Id), etags[definition.Id]),
            },
            WriteCounter(next, counterTag),
            .. await accompany(definitions, change, cancellationToken),
        ];
        var commit = await tables.CommitAsync(TableNames.Sites, site, operations, cancellationToken);
        return (commit.Committed, definition);
    }

    private TableOperation WriteCounter(long next, string? etag)
    {
        var counter = Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture));
        return etag is null ? TableOperation.Insert(kind.Name, counter) : TableOperation.Replace(kind.Name, counter, etag);
    }

    private byte[] Write(T definition) => StoredForm.WriteJson(definition, kind.Json);

    private string RowKey(string id) => DefinitionKey.Of(kind.Name, id);

    private async ValueTask<(IReadOnlyList<T> Definitions, long Next, Dictionary<string, string> ETags, string? CounterTag)> ReadAsync(
        string site,
        CancellationToken cancellationToken
    )
    {
        var definitions = new List<T>();
        var etags = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = 1L;
        string? counterTag = null;

        // The counter comes first, the definitions behind it; '}' is the character after '|'.
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Sites, site, kind.Name, kind.Name + "}", headsOnly: false, cancellationToken)
        )
        {
            if (row.RowKey == kind.Name)
            {
                counterTag = row.ETag;
                next = StoredForm.Read(
                    () => long.Parse(row.Body.Span, NumberStyles.None, CultureInfo.InvariantCulture),
                    Name(site, row),
                    TableRemedies.Of(TableNames.Sites)
                );
            }
            else if (row.RowKey[kind.Name.Length] == '|')
            {
                var definition = StoredForm.ReadJson(row.Body, kind.Json, Name(site, row), TableRemedies.Of(TableNames.Sites));
                definitions.Add(definition);
                etags[definition.Id] = row.ETag;
                if (long.TryParse(definition.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    // A counter that is damaged must not name a definition that is there.
                    next = Math.Max(next, id + 1);
                }
            }
        }

        return (definitions, next, etags, counterTag);
    }

    private static string Name(string site, TableRow row) => $"The row '{row.RowKey}' of site '{site}' (table {TableNames.Sites})";
}

/// <summary>A kind of definitions.</summary>
/// <typeparam name="T">Their type.</typeparam>
/// <param name="Name">The start of their row keys, such as <c>goal</c>. It is stored and never changes.</param>
/// <param name="Plural">Their name in messages, such as <c>goals</c>.</param>
/// <param name="Max">The maximum number of definitions of a site.</param>
/// <param name="Json">Their stored form.</param>
public sealed record DefinitionKind<T>(string Name, string Plural, int Max, JsonTypeInfo<T> Json)
    where T : class, IDefinition<T>;

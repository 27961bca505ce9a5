using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Imports;

/// <summary>
/// The daily aggregates that sites imported from another tool. They are stored beside the definitions of the site's owner, because they
/// cannot be rebuilt from events and copies and the deletion of a site must include them. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Example: import 1 is the row <c>import|0000000001</c> in the site's partition of table <c>sites</c>, and its pages of May 2023 are the
/// rows
/// <c>aggregate|0000000001|imported_pages|202305|000000</c> and up. A day belongs to one import at most.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock.</param>
public sealed class DailyImports(ITableStore tables, TimeProvider time)
{
    /// <summary>The maximum size of a zip of files, in bytes.</summary>
    public const int MaxZipBytes = 32 * 1024 * 1024;

    /// <summary>The maximum number of imports of a site.</summary>
    public const int MaxImports = 100;

    /// <summary>The maximum memory for cached rows, in bytes.</summary>
    private const long MaxRememberedBytes = 64 * 1024 * 1024;

    private const string Kind = "import";

    private readonly DefinitionTable<DailyImport> _imports = new(
        tables,
        time,
        new(Kind, "imports of daily aggregates", MaxImports, DailyImportJson.Default.DailyImport)
    );
    private readonly ImportedRows _rows = new(tables, MaxRememberedBytes);

    /// <summary>Returns a site's imports.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public ValueTask<IReadOnlyList<DailyImport>> ListAsync(string site, CancellationToken cancellationToken) =>
        _imports.ListAsync(site, cancellationToken);

    /// <summary>Begins an import, or finds the same one if it was begun before and no day of its files is free.</summary>
    /// <param name="site">The site.</param>
    /// <param name="draft">The content of its files.</param>
    /// <param name="own">The days on which the site has events of its own, which count instead of aggregates.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The import, with the days of the files that it leaves out; its state is complete if the same files were imported before,
    /// as far as their days are free.</returns>
    /// <exception cref="DailyImportException">No day of the files is left that has neither events nor another import.</exception>
    public async ValueTask<BegunImport> BeginAsync(
        string site,
        ImportedDraft draft,
        IReadOnlyList<ImportedDays> own,
        CancellationToken cancellationToken
    )
    {
        if (draft.First is not { } first || draft.Last is not { } last)
        {
            throw new DailyImportException("The files have no rows; export the site's statistics again.");
        }

        IReadOnlyList<ImportedDays> ofOthers = [];
        var import = await _imports.ChangeAsync(
            site,
            all =>
            {
                var same = all.Where(import => import.ContentHash == draft.ContentHash && import.State != DailyImportState.Deleting)
                    .ToList();
                ofOthers = draft.Within(all.Except(same).SelectMany(import => import.Days));
                if (same.Find(import => import.State == DailyImportState.Loading) is { } begun)
                {
                    return DefinitionChange<DailyImport>.Keep(begun);
                }

                // Days of the same files that an erasure took, or that events or another import had and have no longer, are free again.
                var free = ImportedDays.Without([new(first, last)], [.. own, .. all.SelectMany(import => import.Days)]);
                return draft.Within(free).Count > 0
                        ? DefinitionChange<DailyImport>.Add(
                            new(string.Empty, DailyImportState.Loading, draft.ContentHash, time.GetUtcNow(), free, draft.Tables)
                        )
                    : same is [.., var complete] ? DefinitionChange<DailyImport>.Keep(complete)
                    : throw Refused(draft.Within(own), ofOthers);
            },
            cancellationToken
        );
        return new(import!, draft.Within(own), ofOthers);
    }

    private static DailyImportException Refused(IReadOnlyList<ImportedDays> own, IReadOnlyList<ImportedDays> ofOthers) =>
        new(
            "No day of the files is free. "
                + string.Join(
                    ' ',
                    new[]
                    {
                        own.Count == 0
                            ? null
                            : $"Events of the site itself are on {ImportedDays.Text(own)}; to import these days instead, erase their "
                                + "events with 'analytics erase' and import the files again.",
                        ofOthers.Count == 0
                            ? null
                            : $"Another import has {ImportedDays.Text(ofOthers)}; delete that import to replace it.",
                    }.OfType<string>()
                ),
            isConflict: true
        );

    /// <summary>Creates a writer of an import's rows.</summary>
    public ImportedRowWriter Write(string site, DailyImport import) => new(tables, site, import);

    /// <summary>Marks an import as complete after all of its rows are written.</summary>
    /// <returns>The import; null if it was deleted meanwhile.</returns>
    public ValueTask<DailyImport?> CompleteAsync(string site, string id, CancellationToken cancellationToken) =>
        SetStateAsync(site, id, DailyImportState.Complete, cancellationToken);

    /// <summary>Deletes an import with its rows.</summary>
    /// <returns>False if there is none with the id.</returns>
    /// <exception cref="IOException">The tables do not answer now; another call continues.</exception>
    public async ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken)
    {
        if (await SetStateAsync(site, id, DailyImportState.Deleting, cancellationToken) is not { } import)
        {
            return false;
        }

        var prefix = ImportedRowWriter.PrefixOf(import.Id);
        await new RowDeletion(tables, TableNames.Sites, site, ChangedRow.Goes).DeleteRangeAsync(
            prefix,
            prefix[..^1] + "}",
            selects: null,
            cancellationToken
        );
        await _imports.DeleteAsync(site, id, cancellationToken);
        return true;
    }

    /// <summary>Removes days from all imports of a site: for erasures and retention.</summary>
    /// <param name="site">The site.</param>
    /// <param name="days">The days.</param>
    /// <param name="cancellationToken">Cancels; another call continues.</param>
    /// <returns>The number of rows that were rewritten or deleted.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async Task<int> RemoveDaysAsync(string site, ImportedDays days, CancellationToken cancellationToken)
    {
        _imports.Forget(site);
        var changed = 0;
        foreach (var import in await _imports.ListAsync(site, cancellationToken))
        {
            var remaining = ImportedDays.Without(import.Days, [days]);
            if (remaining.Count == 0)
            {
                await DeleteAsync(site, import.Id, cancellationToken);
                changed++;
                continue;
            }

            // First the days that queries read, then the rows: an interrupted removal has taken effect, and repeating it rewrites the
            // rest.
            await _imports.ChangeAsync(
                site,
                all =>
                    all.FirstOrDefault(current => current.Id == import.Id) is { } current
                    && ImportedDays.Without(current.Days, [days]) is { Count: > 0 } rest
                    && !rest.SequenceEqual(current.Days)
                        ? DefinitionChange<DailyImport>.Replace(current with { Days = rest })
                        : DefinitionChange<DailyImport>.None,
                cancellationToken
            );
            foreach (var content in import.Tables)
            {
                changed += await RewriteAsync(site, import, ImportedTable.Find(content.Table)!, days, cancellationToken);
            }
        }

        return changed;
    }

    /// <summary>Deletes everything of a site that is no longer registered.</summary>
    /// <returns>The number of rows that were deleted.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async Task<int> DeleteAllAsync(string site, CancellationToken cancellationToken)
    {
        var deletion = new RowDeletion(tables, TableNames.Sites, site, ChangedRow.Goes);
        var (imports, _) = await deletion.DeleteRangeAsync(Kind, Kind + "}", selects: null, cancellationToken);
        var (rows, _) = await deletion.DeleteRangeAsync(
            ImportedRowWriter.Prefix,
            ImportedRowWriter.Prefix + "}",
            selects: null,
            cancellationToken
        );
        _imports.Forget(site);
        return imports + rows;
    }

    /// <summary>Reads the rows of a table on those of some days that belong to the import.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    /// <exception cref="TableCorruptException">A stored row is damaged.</exception>
    public IAsyncEnumerable<ImportedRow> ReadAsync(
        string site,
        DailyImport import,
        ImportedTable table,
        ImportedDays days,
        CancellationToken cancellationToken
    ) => _rows.ReadAsync(site, import, table, days, cancellationToken);

    /// <summary>Drops the cached imports of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _imports.Forget(site);

    private ValueTask<DailyImport?> SetStateAsync(string site, string id, DailyImportState state, CancellationToken cancellationToken) =>
        _imports.ChangeAsync(
            site,
            all =>
                all.FirstOrDefault(import => import.Id == id) is not { } import ? DefinitionChange<DailyImport>.None
                : import.State == state || import.State == DailyImportState.Deleting ? DefinitionChange<DailyImport>.Keep(import)
                : DefinitionChange<DailyImport>.Replace(import with { State = state }),
            cancellationToken
        );

    private async Task<int> RewriteAsync(
        string site,
        DailyImport import,
        ImportedTable table,
        ImportedDays days,
        CancellationToken cancellationToken
    )
    {
        var changed = 0;
        await foreach (var (row, rows) in _rows.StoredAsync(site, import, table, days, cancellationToken))
        {
            var remaining = rows.FindAll(imported => !days.Contains(imported.Day));
            if (remaining.Count < rows.Count)
            {
                var operation =
                    remaining.Count > 0
                        ? TableOperation.Replace(row.RowKey, ImportedChunk.Encode(remaining), row.ETag)
                        : TableOperation.Delete(row.RowKey, row.ETag);
                if (!(await tables.CommitAsync(TableNames.Sites, site, [operation], cancellationToken)).Committed)
                {
                    throw new IOException($"Row '{row.RowKey}' of '{site}' (table {TableNames.Sites}) was changed by another; try again.");
                }

                changed++;
            }
        }

        return changed;
    }
}

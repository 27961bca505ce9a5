using System.Runtime.InteropServices;
using Analytics.Core.Imports;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Imports;

/// <summary>
/// Imports daily aggregates of another tool, lists and deletes these imports. Changes need scope <c>sites</c> or <c>import</c> for the
/// site.
/// </summary>
internal sealed class ImportsHandler(DailyImports imports, IRollupScanner scanner, SiteAccess access, KeyAccess keys, ISiteDirectory sites)
    : IDisposable
{
    // Only one zip at a time is in memory.
    private readonly SemaphoreSlim _importLock = new(1);

    public async Task ListAsync(HttpContext context)
    {
        var (site, _) = await access.ReadAsync(context, RouteValue.Site(context));
        var all = await imports.ListAsync(site.Id, context.RequestAborted);
        var own = await OwnAsync(site, all.SelectMany(import => import.Days), context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new ImportListAnswer([.. all.Select(import => ImportAnswer.Of(import, own))]),
            ApiJson.Default.ImportListAnswer
        );
    }

    public async Task CreateAsync(HttpContext context)
    {
        var site = await SiteAsync(context);
        MediaTypes.Require(context.Request, "application/zip", MediaTypes.Bytes);
        using var body = await RequestBody.ReadAsync(context.Request, DailyImports.MaxZipBytes, context.RequestAborted);
        await _importLock.WaitAsync(context.RequestAborted);
        try
        {
            var answer = await ImportAsync(site, body.Memory, context.RequestAborted);
            await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.ImportAnswer);
        }
        catch (DailyImportException exception)
        {
            throw new ApiException(
                exception.IsConflict ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest,
                exception.Message
            );
        }
        finally
        {
            _importLock.Release();
        }
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var site = await SiteAsync(context);
        var id = RouteValue.Id(context);
        if (!await imports.DeleteAsync(site.Id, id, context.RequestAborted))
        {
            throw new ApiException(
                StatusCodes.Status404NotFound,
                $"Site '{site.Domain}' has no import '{Excerpt.Of(id)}'; list them at /api/v1/sites/{site.Domain}/imports."
            );
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    public void Dispose() => _importLock.Dispose();

    private async ValueTask<Site> SiteAsync(HttpContext context)
    {
        var key = await keys.RequireAnyAsync(context, KeyScopes.Sites | KeyScopes.Import);
        var domain = RouteValue.Site(context);
        return
            (await sites.FindAsync(domain, context.RequestAborted))?.Site is { } site
            && (key.May(KeyScopes.Sites, site.Id) || key.May(KeyScopes.Import, site.Id))
            ? site
            : throw SiteAccess.NotFound(domain);
    }

    private ValueTask<IReadOnlyList<ImportedDays>> OwnAsync(
        Site site,
        IEnumerable<ImportedDays> days,
        CancellationToken cancellationToken
    ) => OwnDays.FindAsync(scanner, site.Id, ZoneTimeline.Of(site), days, cancellationToken);

    private async Task<ImportAnswer> ImportAsync(Site site, ReadOnlyMemory<byte> zip, CancellationToken cancellationToken)
    {
        using var content = MemoryMarshal.TryGetArray(zip, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(zip.ToArray(), writable: false);
        await using var archive = await ImportedArchive.OpenAsync(content, cancellationToken);
        var draft = await CheckAsync(archive, cancellationToken);
        var own = await OwnAsync(site, draft.Days, cancellationToken);
        var begun = await imports.BeginAsync(site.Id, draft, own, cancellationToken);
        var import = begun.Import;
        if (import.State != DailyImportState.Complete)
        {
            import = await WriteAsync(site, archive, import, cancellationToken);
        }

        return ImportAnswer.Of(import, own) with
        {
            LeftOut = ImportLeftOutAnswer.Of(begun, site),
        };
    }

    private async Task<DailyImport> WriteAsync(Site site, ImportedArchive archive, DailyImport import, CancellationToken cancellationToken)
    {
        var writer = imports.Write(site.Id, import);
        foreach (var (entry, table) in archive.Files)
        {
            await foreach (var row in ImportedArchive.ReadAsync(entry, new(entry.FullName, table), cancellationToken))
            {
                await writer.AddAsync(table, row, cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
        return await imports.CompleteAsync(site.Id, import.Id, cancellationToken)
            ?? throw new DailyImportException(
                $"Import {import.Id} was deleted while its rows were being written; send it again.",
                isConflict: true
            );
    }

    /// <summary>Reads all files once, so that a damaged file stops the import before anything is written.</summary>
    private static async Task<ImportedDraft> CheckAsync(ImportedArchive archive, CancellationToken cancellationToken)
    {
        var draft = new ImportedDraft(archive.ContentHash);
        foreach (var (entry, table) in archive.Files)
        {
            var csv = new ImportedCsv(entry.FullName, table);
            var rows = 0L;
            await foreach (var row in ImportedArchive.ReadAsync(entry, csv, cancellationToken))
            {
                draft.Add(row);
                rows++;
            }

            if (rows > 0)
            {
                draft.Add(csv, rows);
            }
        }

        return draft;
    }
}

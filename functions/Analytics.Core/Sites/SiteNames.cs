using System.Text;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// Says which site has which name. Safe for concurrent use, in several processes too.
/// </summary>
/// <remarks>
/// <para>
/// Example: <c>a.example</c> becomes <c>b.example</c>. Its registration stays in partition <c>a.example</c>, now with the new name and the
/// former one; a row <c>site-name</c> in partition <c>b.example</c> says that this name is that of <c>a.example</c>. After the grace
/// somebody registers <c>a.example</c>: the partition is taken, so the new site's id is <c>a.example~2</c>, and a row <c>site-name</c> in
/// partition <c>a.example</c> says so. A name is first that of the registration in its own partition, if that has it.
/// </para>
/// <para>
/// The truth is the registration: a row <c>site-name</c> of a site that does not have the name means nothing, and anyone may take it. A
/// name is taken in three steps, so that of two who take it at once one succeeds: the row is written, the registration is written, the row
/// is written again on condition that nobody has changed it. Whoever fails at the third takes the second back.
/// </para>
/// </remarks>
internal sealed class SiteNames(ITableStore tables, TimeProvider time)
{
    /// <summary>The row of the registration.</summary>
    public const string SiteRow = "site";

    /// <summary>The row with the id of the site that has the name of the partition, as its head.</summary>
    public const string NameRow = "site-name";

    // The first key behind both rows: '.' follows '-'.
    private const string AfterNames = SiteRow + ".";

    /// <summary>The site of a name, and when the name ends.</summary>
    public async ValueTask<(Site Site, DateTimeOffset? Until)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Site? own = null;
        string? holder = null;

        // A name that nobody has costs this one read, which a flood of made-up names repeats.
        await foreach (var row in tables.ReadRangeAsync(TableNames.Sites, name, SiteRow, AfterNames, headsOnly: false, cancellationToken))
        {
            own = row.RowKey == SiteRow ? SiteJson.Read(row) : own;
            holder = row.RowKey == NameRow ? Holder(row) : holder;
        }

        var site =
            own?.IsNamed(name, now) == true ? own
            : holder is not null && holder != name ? await ReadSiteAsync(holder, cancellationToken)
            : null;
        return site is null || !site.IsNamed(name, now)
            ? null
            : (site, site.Domain == name ? null : site.FormerNames!.First(former => former.Name == name).Until);
    }

    /// <summary>The registration of an id, as it is stored now.</summary>
    public async ValueTask<Site?> ReadSiteAsync(string id, CancellationToken cancellationToken) =>
        await tables.ReadAsync(TableNames.Sites, id, SiteRow, cancellationToken) is { } row ? SiteJson.Read(row) : null;

    /// <summary>The id of a new site: its name, unless that is the id of a site that has another name today.</summary>
    public async ValueTask<string> FreeIdAsync(string name, CancellationToken cancellationToken)
    {
        var id = name;
        for (var number = 2; await ReadSiteAsync(id, cancellationToken) is { } other && !other.IsNamed(name, time.GetUtcNow()); number++)
        {
            id = SiteDomain.IdOf(name, number);
        }

        return id;
    }

    /// <summary>The write that gives a name to a site; it fails if another site takes the name first.</summary>
    /// <returns>Null if another site has the name.</returns>
    public async ValueTask<TableOperation?> ClaimOf(string name, string id, CancellationToken cancellationToken)
    {
        // The row before the registrations: if another site takes the name meanwhile, the write on the row as it was fails.
        var row = await ReadNameAsync(name, cancellationToken);
        if (await FindAsync(name, cancellationToken) is { } holder && holder.Site.Id != id)
        {
            return null;
        }

        var head = Encoding.UTF8.GetBytes(id);
        return row is null ? TableOperation.Insert(NameRow, default, head) : TableOperation.Replace(NameRow, default, row.ETag, head);
    }

    /// <summary>Takes a name, before the registration has it.</summary>
    /// <returns>Confirms the name, after the registration has it; null if another site has the name or takes it now.</returns>
    public async ValueTask<TableOperation?> ClaimAsync(string name, string id, CancellationToken cancellationToken) =>
        await ClaimOf(name, id, cancellationToken) is { } claim
        && await tables.CommitAsync(TableNames.Sites, name, [claim], cancellationToken) is { Committed: true } commit
            ? TableOperation.Replace(NameRow, default, commit.ETags![0], claim.Head)
            : null;

    /// <summary>Confirms a name.</summary>
    /// <returns>False if another site has taken it meanwhile.</returns>
    public async ValueTask<bool> ConfirmAsync(string name, TableOperation confirmation, CancellationToken cancellationToken) =>
        (await tables.CommitAsync(TableNames.Sites, name, [confirmation], cancellationToken)).Committed;

    /// <summary>Deletes the rows that give names to a site that is no more.</summary>
    public async ValueTask ReleaseAsync(Site site, CancellationToken cancellationToken)
    {
        foreach (
            var name in (site.FormerNames ?? [])
                .Select(former => former.Name)
                .Append(site.Domain)
                .Where(name => name != site.Id)
                .Distinct(StringComparer.Ordinal)
        )
        {
            if (await ReadNameAsync(name, cancellationToken) is { } row && Holder(row) == site.Id)
            {
                await tables.CommitAsync(TableNames.Sites, name, [TableOperation.Delete(NameRow, row.ETag)], cancellationToken);
            }
        }
    }

    /// <summary>True for the row that gives the name of the partition to a site of another id.</summary>
    public static bool IsOfAnother(TableRow row) => row.RowKey == NameRow && Holder(row) != row.PartitionKey;

    private static string Holder(TableRow row) => Encoding.UTF8.GetString(row.Head.Span);

    private ValueTask<TableRow?> ReadNameAsync(string name, CancellationToken cancellationToken) =>
        tables.ReadAsync(TableNames.Sites, name, NameRow, cancellationToken);
}

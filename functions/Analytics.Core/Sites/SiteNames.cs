using System.Text;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// Maps names to sites. Safe for concurrent use, also by several processes.
/// </summary>
/// <remarks>
/// <para>
/// Example: <c>a.example</c> becomes <c>b.example</c>. Its registration stays in partition <c>a.example</c>, now with the new name and the
/// former one; a row <c>site-name</c> in partition <c>b.example</c> assigns this name to <c>a.example</c>. After the grace period
/// <c>a.example</c> is registered: the partition is taken, so the new site's id is <c>a.example~2</c>, and a row <c>site-name</c> in
/// partition <c>a.example</c> assigns the name to it. The registration in a name's own partition has precedence, if it has the name.
/// </para>
/// <para>
/// The registration is authoritative: a row <c>site-name</c> of a site that does not have the name is ignored, and another site can claim
/// it. A name is claimed in three steps, so that of two concurrent claims one succeeds: the row is written, the registration is written,
/// and the row is written again on condition that it is unchanged. If the third step fails, the second is undone.
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

    /// <summary>Returns the site of a name, and when the name expires.</summary>
    public async ValueTask<(Site Site, DateTimeOffset? Until)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Site? own = null;
        string? holder = null;

        // An unknown name costs only this one read, which matters for a flood of invented names.
        await foreach (var row in tables.ReadRangeAsync(TableNames.Sites, name, SiteRow, AfterNames, headsOnly: false, cancellationToken))
        {
            own = row.RowKey == SiteRow ? SiteJson.Read(row) : own;
            holder = row.RowKey == NameRow ? Holder(row) : holder;
        }

        var site =
            own?.IsNamed(name, now) == true ? own
            : holder is not null && holder != name ? await ReadSiteAsync(tables, holder, cancellationToken)
            : null;
        return site is null || !site.IsNamed(name, now)
            ? null
            : (site, site.Domain == name ? null : site.FormerNames!.First(former => former.Name == name).Until);
    }

    /// <summary>Reads the stored registration of an id.</summary>
    public static async ValueTask<Site?> ReadSiteAsync(ITableStore tables, string id, CancellationToken cancellationToken) =>
        await tables.ReadAsync(TableNames.Sites, id, SiteRow, cancellationToken) is { } row ? SiteJson.Read(row) : null;

    /// <summary>Returns the id for a new site: its name, unless that is the id of a site with another current name.</summary>
    public async ValueTask<string> FreeIdAsync(string name, CancellationToken cancellationToken)
    {
        var id = name;
        for (
            var number = 2;
            await ReadSiteAsync(tables, id, cancellationToken) is { } other && !other.IsNamed(name, time.GetUtcNow());
            number++
        )
        {
            id = SiteDomain.IdOf(name, number);
        }

        return id;
    }

    /// <summary>Returns the write that assigns a name to a site; it fails if another site claims the name first.</summary>
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

    /// <summary>Claims a name, before the registration has it.</summary>
    /// <returns>The write that confirms the name after the registration has it; null if another site has or claims the name.</returns>
    public async ValueTask<TableOperation?> ClaimAsync(string name, string id, CancellationToken cancellationToken) =>
        await ClaimOf(name, id, cancellationToken) is { } claim
        && await tables.CommitAsync(TableNames.Sites, name, [claim], cancellationToken) is { Committed: true } commit
            ? TableOperation.Replace(NameRow, default, commit.ETags![0], claim.Head)
            : null;

    /// <summary>Confirms a claimed name.</summary>
    /// <returns>False if another site has taken it meanwhile.</returns>
    public async ValueTask<bool> ConfirmAsync(string name, TableOperation confirmation, CancellationToken cancellationToken) =>
        (await tables.CommitAsync(TableNames.Sites, name, [confirmation], cancellationToken)).Committed;

    /// <summary>Returns the error for a name that another site has, or had until lately.</summary>
    public async ValueTask<SiteNameException> TakenAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { Until: { } until }
            ? SiteNameException.Former(name, until)
            : new($"domain: '{name}' is registered already; choose another, or give it up there first");

    /// <summary>Deletes the rows that assign names to a deleted site.</summary>
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

    /// <summary>Returns true for a row that assigns the name of its partition to a site with another id.</summary>
    public static bool IsOfAnother(TableRow row) => row.RowKey == NameRow && Holder(row) != row.PartitionKey;

    private static string Holder(TableRow row) => Encoding.UTF8.GetString(row.Head.Span);

    private ValueTask<TableRow?> ReadNameAsync(string name, CancellationToken cancellationToken) =>
        tables.ReadAsync(TableNames.Sites, name, NameRow, cancellationToken);
}

using System.Globalization;
using System.Text;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;

namespace Analytics.Core.Erasures;

/// <summary>The events that a job erases.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">The first second, Unix time; a whole hour.</param>
/// <param name="To">The end, exclusive; a whole hour.</param>
/// <param name="Visitor">The visitor's id; null for all visitors.</param>
/// <param name="IsWholeSite">True to erase everything that belongs to the site.</param>
internal sealed record ErasureScope(string Site, long From, long To, ulong? Visitor, bool IsWholeSite)
{
    /// <summary>The site as it stands in messages.</summary>
    public byte[] SiteBytes { get; } = Encoding.UTF8.GetBytes(Site);

    /// <summary>The visitors whose rows may have to go.</summary>
    public VisitorRange Visitors => Visitor is { } id ? new(id, id) : VisitorRange.All;

    /// <summary>The scope of a job; null if its visitor has been erased and forgotten already.</summary>
    public static ErasureScope? Of(Job job)
    {
        var (site, whole) = (job.Sites![0], job.Erases == ErasureKind.Site);
        ulong? visitor = job.Visitor is { } id ? ulong.Parse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
        return job.Erases == ErasureKind.Visitor && visitor is null
            ? null
            : new(site, whole ? long.MinValue : job.From.ToUnixTimeSeconds(), whole ? long.MaxValue : job.To.ToUnixTimeSeconds(), visitor, whole);
    }

    /// <summary>True if an event of the site goes.</summary>
    /// <param name="visitor">The event's visitor.</param>
    /// <param name="second">The event's second, Unix time.</param>
    public bool Contains(ulong visitor, long second) => ContainsTime(second) && (Visitor is null || Visitor == visitor);

    /// <summary>True if counts that belong to no visitor go.</summary>
    /// <param name="second">Their second, Unix time.</param>
    public bool ContainsCounts(long second) => Visitor is null && ContainsTime(second);

    /// <summary>True if a period has a second in the range.</summary>
    public bool Overlaps(RollupPeriod period) => period.Start < To && From < period.End;

    private bool ContainsTime(long second) => second >= From && second < To;
}

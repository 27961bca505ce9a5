using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Visitors;

namespace Analytics.Core.Erasures;

/// <summary>The events that a job erases.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">The first second, Unix time; a whole hour.</param>
/// <param name="To">The end, exclusive; a whole hour.</param>
/// <param name="Visitors">The ids of the visitors in ascending order; empty for all visitors.</param>
/// <param name="IsWholeSite">True to erase everything that belongs to the site.</param>
internal sealed record ErasureScope(string Site, long From, long To, ImmutableArray<ulong> Visitors, bool IsWholeSite)
{
    // Ids without the bits in which those of a visitor with very many events differ.
    private readonly FrozenSet<ulong> _visitors = Visitors.Select(VisitorIds.WithoutShare).ToFrozenSet();

    /// <summary>True if some visitors are erased, false if all.</summary>
    public bool IsOfVisitors => !Visitors.IsEmpty;

    /// <summary>The site in UTF-8, as messages contain it.</summary>
    public byte[] SiteBytes { get; } = Encoding.UTF8.GetBytes(Site);

    /// <summary>
    /// Counted events of the range whose id came without a time: seconds by key. An event sent with the same id within 72 hours is the
    /// same event and is erased with it.
    /// </summary>
    public IReadOnlyDictionary<ulong, long> Counted { get; private init; } = FrozenDictionary<ulong, long>.Empty;

    /// <summary>
    /// The keys of the ids that the visitors to erase sent. An event of another visitor with one of them may count from now on.
    /// </summary>
    public IReadOnlySet<ulong> SentKeys { get; private init; } = FrozenSet<ulong>.Empty;

    /// <summary>
    /// Equal for scopes that select the same events of a job; empty without <see cref="Counted"/> and <see cref="SentKeys"/>.
    /// </summary>
    public string Identity { get; private init; } = string.Empty;

    /// <summary>
    /// Returns the smallest range of the visitors of a part of a period whose rows may be erased; null if there are none.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="visitors">The visitors of the part.</param>
    public VisitorRange? VisitorsOf(IRollupPart part, VisitorRange visitors)
    {
        if (!IsOfVisitors || part.Totals.Sum(TotalsMetric.Shared) != 0)
        {
            return visitors;
        }

        var (first, end) = (Visitors.BinarySearch(visitors.First), Visitors.BinarySearch(visitors.Last));
        (first, end) = (first < 0 ? ~first : first, end < 0 ? ~end : end + 1);
        return first < end ? new(Visitors[first], Visitors[end - 1]) : null;
    }

    /// <summary>True if an id is one of the visitors to erase, or one of those of a visitor with very many events.</summary>
    public bool IsOf(ulong visitor) => _visitors.Contains(VisitorIds.WithoutShare(visitor));

    /// <summary>
    /// Returns the scope of a job and of those together with it; null if their visitors have been erased and removed from the jobs
    /// already.
    /// </summary>
    public static ErasureScope? Of(Job job)
    {
        var (site, whole) = (job.Sites![0], job.Erases == ErasureKind.Site);
        ImmutableArray<ulong> visitors =
        [
            .. new[] { job }
                .Concat(job.Together)
                .SelectMany(static one => one.Visitors?.Split(',') ?? [])
                .Select(static id => ulong.Parse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .Distinct()
                .Order(),
        ];
        return job.Erases == ErasureKind.Visitor && visitors.IsEmpty
            ? null
            : new(
                site,
                whole ? long.MinValue : job.From.ToUnixTimeSeconds(),
                whole ? long.MaxValue : job.To.ToUnixTimeSeconds(),
                visitors,
                whole
            );
    }

    /// <summary>Returns the same scope with the repetitions of some events.</summary>
    /// <param name="counted">Counted events whose id came without a time; those outside of the range are ignored.</param>
    public ErasureScope With(IEnumerable<(ulong Key, long Second)> counted)
    {
        // If an id counts more than once, only its last event can have repetitions after the range.
        var last = counted
            .Where(id => ContainsTime(id.Second))
            .GroupBy(id => id.Key)
            .ToFrozenDictionary(ids => ids.Key, ids => ids.Max(id => id.Second));
        var hash = last.Aggregate(0UL, (hash, id) => hash ^ XxHash64.Mix(id.Key + (ulong)id.Value));
        return this with
        {
            Counted = last,
            Identity = last.Count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{last.Count}:{hash:x}"),
        };
    }

    /// <summary>The same scope with the keys of the ids that its visitors sent.</summary>
    public ErasureScope WithSent(IReadOnlySet<ulong> keys) =>
        this with
        {
            SentKeys = keys,
            Identity =
                keys.Count == 0
                    ? string.Empty
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{keys.Count}:{keys.Aggregate(0UL, (hash, key) => hash ^ XxHash64.Mix(key)):x}"
                    ),
        };

    /// <summary>True if an event of the site is erased.</summary>
    /// <param name="visitor">The event's visitor.</param>
    /// <param name="second">The event's second, Unix time.</param>
    /// <param name="key">The key of its id; 0 for none.</param>
    public bool Contains(ulong visitor, long second, ulong key) =>
        ContainsTime(second)
            ? !IsOfVisitors || IsOf(visitor)
            : Counted.TryGetValue(key, out var first) && second > first && second - first <= EventIdentity.Window;

    /// <summary>Returns true if counts that belong to no visitor are erased.</summary>
    /// <param name="second">Their second, Unix time.</param>
    public bool ContainsCounts(long second) => !IsOfVisitors && ContainsTime(second);

    /// <summary>True if a period has a second in the range.</summary>
    public bool Overlaps(RollupPeriod period) => period.Start < (Counted.Count == 0 ? To : To + EventIdentity.Window) && From < period.End;

    /// <summary>True if a second is in the range, and its UTC day is so only in part.</summary>
    public bool IsInPartialDay(long second) => ContainsTime(second) && !ContainsAll(RollupPeriod.Of(RollupTier.Day, second));

    /// <summary>True if all seconds of a period are in the range.</summary>
    public bool ContainsAll(RollupPeriod period) => From <= period.Start && period.End <= To;

    /// <summary>True if the range has a UTC day only in part.</summary>
    public bool HasPartialDays => !IsWholeSite && (IsInPartialDay(From) || IsInPartialDay(To - 1));

    /// <summary>True if a second is in the range.</summary>
    public bool ContainsTime(long second) => second >= From && second < To;
}

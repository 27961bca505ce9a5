using Analytics.Core.Dimensions;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// The rows of a rollup before they are put in order: fragments (consecutive events of one visitor with the visit dimensions of their
/// first event that counts) and their events, texts as numbers of a <see cref="TextPool"/>. Reusable; not thread-safe.
/// </summary>
internal sealed class RollupDraft(TextPool pool)
{
    /// <summary>Maximum number of visit dimensions of stored rows.</summary>
    public const int MaxDimensions = 32;

    /// <summary>Visit dimensions of a fragment, one for each <see cref="VisitDimension"/>.</summary>
    public static readonly int Dimensions = Enum.GetValues<VisitDimension>().Length;

    /// <summary>Custom properties of the events: text numbers of key and value.</summary>
    public readonly List<(int Key, int Value)> Properties = [];

    /// <summary>Values that only some events have.</summary>
    public readonly List<OptionalValues> OptionalValues = [];

    public ulong[] Visitors = new ulong[16];

    /// <summary>The day's own id if <see cref="Visitors"/> has an earlier day's; otherwise 0.</summary>
    public ulong[] Aliases = new ulong[16];

    /// <summary>Yesterday's id; 0 if the fragment has none.</summary>
    public ulong[] PreviousVisitors = new ulong[16];
    public int[] FirstEvents = new int[16];
    public int[] FragmentDimensions = new int[16 * Dimensions];
    public int[] Seconds = new int[16];
    public int[] Milliseconds = new int[16];
    public int[] Names = new int[16];
    public int[] Pages = new int[16];
    public int[] Hosts = new int[16];

    /// <summary>Hash of the client's event id and timestamp; 0 if it sent none. Empty while no event has one.</summary>
    public ulong[] Keys = [];

    /// <summary>Index into <see cref="OptionalValues"/>; −1 if the event has none.</summary>
    public int[] OptionalValuesOf = new int[16];

    public TextPool Pool { get; } = pool;

    public int FragmentCount { get; private set; }

    public int EventCount { get; private set; }

    /// <summary>True if any event has a key, so that there may be duplicates.</summary>
    public bool HasKeys { get; private set; }

    /// <summary>True if any fragment has yesterday's id or is stored under an earlier day's id.</summary>
    public bool HasOtherIds { get; private set; }

    /// <summary>Approximate memory in bytes, used or not.</summary>
    public long Weight =>
        (Visitors.Length * (28L + (4 * Dimensions)))
        + (Seconds.Length * 24L)
        + (Keys.Length * 8L)
        + (OptionalValues.Capacity * 64L)
        + (Properties.Capacity * 8L);

    public void Clear()
    {
        FragmentCount = 0;
        HasOtherIds = false;
        EventCount = 0;
        HasKeys = false;
        Array.Clear(Keys);
        Properties.Clear();
        OptionalValues.Clear();
    }

    /// <summary>Reserves capacity for more fragments and events, so that the lists do not grow step by step.</summary>
    public void Reserve(int fragments, int events)
    {
        if (FragmentCount + fragments > Visitors.Length)
        {
            GrowFragments(FragmentCount + fragments);
        }

        if (EventCount + events > Seconds.Length)
        {
            GrowEvents(EventCount + events);
        }
    }

    /// <summary>
    /// Starts a fragment, to which the events added next belong. Returns its dimensions, none of which is set: the draft may have been
    /// another site's before.
    /// </summary>
    public Span<int> AddFragment(ulong visitor, ulong previousVisitor = 0, ulong alias = 0)
    {
        if (FragmentCount == Visitors.Length)
        {
            GrowFragments(FragmentCount * 2);
        }

        Visitors[FragmentCount] = visitor;
        Aliases[FragmentCount] = alias;
        PreviousVisitors[FragmentCount] = previousVisitor;
        HasOtherIds |= (previousVisitor | alias) != 0;
        FirstEvents[FragmentCount] = EventCount;
        var dimensions = DimensionsOf(FragmentCount++);
        dimensions.Clear();
        return dimensions;
    }

    public void AddEvent(EventTime time, int name, int page, int host, ulong key, int optional)
    {
        if (EventCount == Seconds.Length)
        {
            GrowEvents(EventCount * 2);
        }

        HasKeys |= key != 0;
        if (HasKeys)
        {
            if (Keys.Length < Seconds.Length)
            {
                Array.Resize(ref Keys, Seconds.Length);
            }

            Keys[EventCount] = key;
        }

        Seconds[EventCount] = time.Second;
        Milliseconds[EventCount] = time.Millisecond;
        Names[EventCount] = name;
        Pages[EventCount] = page;
        Hosts[EventCount] = host;
        OptionalValuesOf[EventCount++] = optional;
    }

    /// <summary>Puts the properties of an event in the order of the bytes of their keys.</summary>
    public void SortProperties(in OptionalValues optional) =>
        Properties.Sort(
            optional.PropertiesAt,
            optional.PropertyCount,
            Comparer<(int Key, int Value)>.Create((a, b) => Pool[a.Key].SequenceCompareTo(Pool[b.Key]))
        );

    public RollupDraftMark Mark() => new(FragmentCount, EventCount, OptionalValues.Count, Properties.Count);

    /// <summary>Removes everything that was added since a mark.</summary>
    public void RollBack(RollupDraftMark mark)
    {
        if (HasKeys)
        {
            Array.Clear(Keys, mark.Events, EventCount - mark.Events);
        }

        FragmentCount = mark.Fragments;
        EventCount = mark.Events;
        OptionalValues.RemoveRange(mark.OptionalValues, OptionalValues.Count - mark.OptionalValues);
        Properties.RemoveRange(mark.Properties, Properties.Count - mark.Properties);
    }

    public Span<int> DimensionsOf(int fragment) => FragmentDimensions.AsSpan(fragment * Dimensions, Dimensions);

    public int EndOf(int fragment) => fragment + 1 == FragmentCount ? EventCount : FirstEvents[fragment + 1];

    public EventTime TimeOf(int row) => new(Seconds[row], Milliseconds[row]);

    public ulong KeyOf(int row) => HasKeys ? Keys[row] : 0;

    private void GrowFragments(int length)
    {
        Array.Resize(ref Visitors, length);
        Array.Resize(ref Aliases, length);
        Array.Resize(ref PreviousVisitors, length);
        Array.Resize(ref FirstEvents, length);
        Array.Resize(ref FragmentDimensions, length * Dimensions);
    }

    private void GrowEvents(int length)
    {
        Array.Resize(ref Seconds, length);
        Array.Resize(ref Milliseconds, length);
        Array.Resize(ref Names, length);
        Array.Resize(ref Pages, length);
        Array.Resize(ref Hosts, length);
        Array.Resize(ref OptionalValuesOf, length);
    }
}

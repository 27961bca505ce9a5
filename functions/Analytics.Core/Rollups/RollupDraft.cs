using Analytics.Core.Text;

namespace Analytics.Core.Rollups;

/// <summary>
/// The rows of a rollup before they are put in order: fragments (consecutive events of one visitor with the visit dimensions of their first event
/// that counts) and their events, texts as numbers of a <see cref="TextPool"/>. Reusable; not thread-safe.
/// </summary>
internal sealed class RollupDraft(TextPool pool)
{
    /// <summary>Visit dimensions of a fragment.</summary>
    public const int Dimensions = 16;

    /// <summary>Custom properties of the events: text numbers of key and value.</summary>
    public readonly List<(int Key, int Value)> Properties = [];

    /// <summary>What only some events have.</summary>
    public readonly List<EventExtras> Extras = [];

    public ulong[] Visitors = new ulong[16];
    public ulong[] Aliases = new ulong[16];
    public int[] FirstEvents = new int[16];
    public int[] FragmentDimensions = new int[16 * Dimensions];
    public int[] Seconds = new int[16];
    public int[] Ordinals = new int[16];
    public int[] Names = new int[16];
    public int[] Pages = new int[16];
    public int[] Hosts = new int[16];

    /// <summary>Index into <see cref="Extras"/>, −1 if the event has none.</summary>
    public int[] ExtrasOf = new int[16];

    public TextPool Pool { get; } = pool;

    public int FragmentCount { get; private set; }

    public int EventCount { get; private set; }

    /// <summary>Whether any event has a key, so that duplicates must be looked for.</summary>
    public bool HasKeys { get; set; }

    public void Clear()
    {
        FragmentCount = 0;
        EventCount = 0;
        HasKeys = false;
        Properties.Clear();
        Extras.Clear();
    }

    /// <summary>Starts a fragment; the events added next are its own. Returns where its dimensions go.</summary>
    public Span<int> AddFragment(ulong visitor, ulong alias)
    {
        if (FragmentCount == Visitors.Length)
        {
            Array.Resize(ref Visitors, FragmentCount * 2);
            Array.Resize(ref Aliases, FragmentCount * 2);
            Array.Resize(ref FirstEvents, FragmentCount * 2);
            Array.Resize(ref FragmentDimensions, FragmentCount * 2 * Dimensions);
        }

        Visitors[FragmentCount] = visitor;
        Aliases[FragmentCount] = alias;
        FirstEvents[FragmentCount] = EventCount;
        return DimensionsOf(FragmentCount++);
    }

    public void AddEvent(EventTime time, int name, int page, int host, int extras)
    {
        if (EventCount == Seconds.Length)
        {
            var length = EventCount * 2;
            Array.Resize(ref Seconds, length);
            Array.Resize(ref Ordinals, length);
            Array.Resize(ref Names, length);
            Array.Resize(ref Pages, length);
            Array.Resize(ref Hosts, length);
            Array.Resize(ref ExtrasOf, length);
        }

        Seconds[EventCount] = time.Second;
        Ordinals[EventCount] = time.Ordinal;
        Names[EventCount] = name;
        Pages[EventCount] = page;
        Hosts[EventCount] = host;
        ExtrasOf[EventCount++] = extras;
    }

    public Span<int> DimensionsOf(int fragment) => FragmentDimensions.AsSpan(fragment * Dimensions, Dimensions);

    public int EndOf(int fragment) => fragment + 1 == FragmentCount ? EventCount : FirstEvents[fragment + 1];

    public EventTime TimeOf(int row) => new(Seconds[row], Ordinals[row]);

    public ulong KeyOf(int row) => ExtrasOf[row] < 0 ? 0 : Extras[ExtrasOf[row]].Key;
}

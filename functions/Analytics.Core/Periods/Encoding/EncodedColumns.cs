using System.Buffers;
using System.Runtime.InteropServices;
using Analytics.Core.Bytes;
using Analytics.Core.Columns;

namespace Analytics.Core.Periods.Encoding;

/// <summary>The columns of an encoded body, each decoded when first used.</summary>
internal sealed class EncodedColumns : IStoredVisits
{
    private readonly ColumnDirectory _directory;
    private readonly Func<int, ReadOnlyMemory<byte>> _bytesOf;
    private readonly RowCounts _counts;

    // Version 1 had it in the head.
    private readonly RevenueTotals? _revenueOfHead;
    private LazyColumn<int[]>? _eventsOfVisit;

    private EncodedColumns(
        ColumnDirectory directory,
        Func<int, ReadOnlyMemory<byte>> bytesOf,
        RowCounts counts,
        RevenueTotals? revenueOfHead
    )
    {
        (_directory, _bytesOf, _counts, _revenueOfHead) = (directory, bytesOf, counts, revenueOfHead);
    }

    private delegate T Decode<T>(ref ByteSource source);

    public static RollupColumns Open(ReadOnlyMemory<byte> body, RowCounts counts, RevenueTotals? revenueOfHead)
    {
        if (body.Length != counts.BodyBytes)
        {
            throw new InvalidDataException($"A rollup's body should have {counts.BodyBytes} bytes but has {body.Length}.");
        }

        var directory = new ColumnDirectory(body.Span);
        return directory.BodyLength == body.Length
            ? Open(directory, id => body.Slice(directory.PlaceOf(id).Offset, directory.PlaceOf(id).Length), counts, revenueOfHead)
            : throw new InvalidDataException($"A rollup's columns end at byte {directory.BodyLength} of {body.Length}.");
    }

    /// <summary>Opens columns of which some may be absent.</summary>
    /// <param name="directory">The columns.</param>
    /// <param name="bytesOf">The bytes of a column of the directory.</param>
    /// <param name="counts">The rows.</param>
    /// <param name="revenueOfHead">Sums of revenue that the head has; null if they are a column.</param>
    public static RollupColumns Open(
        ColumnDirectory directory,
        Func<int, ReadOnlyMemory<byte>> bytesOf,
        RowCounts counts,
        RevenueTotals? revenueOfHead = null
    ) => new EncodedColumns(directory, bytesOf, counts, revenueOfHead).Columns();

    /// <summary>Returns counts without columns.</summary>
    public static RollupColumns Absent(RowCounts counts) => OnlyRevenue(counts, null);

    /// <summary>Returns counts with no column except the sums of revenue.</summary>
    public static RollupColumns OnlyRevenue(RowCounts counts, RevenueTotals? revenue) =>
        Open(new byte[] { 0 }, counts with { BodyBytes = 1 }, revenue);

    private RollupColumns Columns() =>
        new()
        {
            Reopen = () => new EncodedColumns(_directory, _bytesOf, _counts, _revenueOfHead).Columns(),
            StoredSummary = Has(ColumnId.VisitSpans) ? new(Summary) : null,
            StoredVisits = Has(ColumnId.VisitSpans) ? this : null,
            VisitorCount = _counts.Visitors,
            VisitCount = _counts.Visits,
            EventCount = _counts.Events,
            StoredBytes = _counts.BodyBytes,
            Visitors = Read(ColumnId.Visitors, (ref ByteSource s) => IntegerCodec.ReadAscending(ref s, _counts.Visitors)),
            VisitsOfVisitor = Read(ColumnId.VisitsOfVisitor, (ref ByteSource s) => Counts(ref s, _counts.Visitors, _counts.Visits)),
            EventsOfVisit = EventsOfVisit(),
            Seconds = new(Seconds),
            Aliases = Sparse(ColumnId.Aliases, (ref ByteSource s, int count) => Fixed(ref s, count)),
            PreviousVisitors = Sparse(ColumnId.PreviousVisitors, (ref ByteSource s, int count) => Fixed(ref s, count)),

            // Version 1 had ranks, which order the events of a second as well.
            Milliseconds = Has(ColumnId.Milliseconds)
                ? Read(ColumnId.Milliseconds, Milliseconds)
                : Sparse(ColumnId.Ordinals, IntegerCodec.ReadInts),
            NonInteractive = Sparse(ColumnId.NonInteractive, IntegerCodec.ReadInts),
            Keys = Sparse(ColumnId.Keys, (ref ByteSource s, int count) => Fixed(ref s, count)),
            Values = Sparse(
                ColumnId.Values,
                (ref ByteSource s, int count) => Array.ConvertAll(Fixed(ref s, count), BitConverter.UInt64BitsToDouble)
            ),
            ScrollDepths = Sparse(ColumnId.ScrollDepths, IntegerCodec.ReadInts),
            EngagementMilliseconds = Sparse(ColumnId.EngagementMilliseconds, IntegerCodec.ReadLongs),
            RevenueTotals = Has(ColumnId.RevenueTotals)
                ? Read(ColumnId.RevenueTotals, TotalsCodec.ReadRevenue)
                : _revenueOfHead ?? new RevenueTotals(),
            Revenue = Has(ColumnId.Revenue) ? Read(ColumnId.Revenue, Revenue) : RevenueColumn.Empty,
            VisitTexts = [.. Enumerable.Range(0, RollupDraft.Dimensions).Select(i => Text(ColumnId.FirstVisitText + i, _counts.Visits))],
            EventTexts = [.. Enumerable.Range(0, 3).Select(i => Text(ColumnId.FirstEventText + i, _counts.Events))],
            Properties = new(
                [.. _directory.PropertyKeys.Select((key, i) => KeyValuePair.Create(key, Property(key, ColumnId.FirstProperty + i)))],
                Has(ColumnId.RareProperties) ? Read(ColumnId.RareProperties, RareProperties) : Periods.RareProperties.None
            ),
        };

    private delegate T[] DecodeMany<T>(ref ByteSource source, int count);

    private static ulong[] Fixed(ref ByteSource source, int count)
    {
        var values = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = source.Fixed64();
        }

        return values;
    }

    private static int[] Counts(ref ByteSource source, int count, int expected)
    {
        var counts = IntegerCodec.ReadInts(ref source, count);
        long sum = 0;
        foreach (var value in counts)
        {
            sum += value > 0 ? value : long.MinValue / 2;
        }

        return sum == expected ? counts : throw new InvalidDataException($"A rollup's counts add up to {sum}, not {expected}.");
    }

    private LazyColumn<int[]> EventsOfVisit() =>
        _eventsOfVisit ??= Read(ColumnId.EventsOfVisit, (ref ByteSource s) => Counts(ref s, _counts.Visits, _counts.Events));

    private int[] Seconds()
    {
        var eventsOfVisit = EventsOfVisit().Value;
        var starts = Read(ColumnId.VisitStarts, (ref ByteSource s) => IntegerCodec.ReadInts(ref s, _counts.Visits)).Value;
        var gaps = Read(ColumnId.Gaps, (ref ByteSource s) => IntegerCodec.ReadInts(ref s, _counts.Events - _counts.Visits)).Value;
        var seconds = new int[_counts.Events];
        int row = 0,
            gap = 0;
        for (var visit = 0; visit < starts.Length; visit++)
        {
            var second = starts[visit];
            seconds[row++] = second;
            for (var i = 1; i < eventsOfVisit[visit]; i++)
            {
                seconds[row++] = second += gaps[gap++];
            }
        }

        return seconds;
    }

    private VisitSummary Summary()
    {
        var firstSeconds = Integers(ColumnId.VisitStarts)!;
        var spans = Integers(ColumnId.VisitSpans)!;
        var starts = Integers(ColumnId.CountedStarts);
        var countedSpans = Integers(ColumnId.CountedSpans) ?? spans;
        var counted = Integers(ColumnId.CountedEvents);
        var others = Integers(ColumnId.OtherEvents);
        var exempt = Integers(ColumnId.ExemptEvents);
        var events = counted ?? EventsOfVisit().Value;
        var ends = new int[firstSeconds.Length];
        for (var visit = 0; visit < ends.Length; visit++)
        {
            // Starts are stored one higher, so that a visit of engagement alone has 0.
            var start = starts is null ? firstSeconds[visit] : --starts[visit];
            ends[visit] = start < 0 ? 0 : start + countedSpans[visit];
        }

        return new()
        {
            FirstSeconds = firstSeconds,
            Spans = spans,
            Starts = starts ?? firstSeconds,
            Ends = ends,
            Events = counted,
            Pageviews = others is null ? null : Difference(events, others),
            Counting = exempt is null ? events : Difference(events, exempt),
        };

        static int[] Difference(int[] all, int[] some)
        {
            var rest = new int[all.Length];
            for (var i = 0; i < rest.Length; i++)
            {
                rest[i] = all[i] - some[i];
            }

            return rest;
        }
    }

    int[] IStoredVisits.FirstVisits() => Offsets(ColumnId.VisitsOfVisitor, _counts.Visitors, _counts.Visits);

    int[] IStoredVisits.FirstEvents() => Offsets(ColumnId.EventsOfVisit, _counts.Visits, _counts.Events);

    VisitCounts IStoredVisits.Counts() => new(Codes(ColumnId.CountedEvents), Codes(ColumnId.OtherEvents), Codes(ColumnId.ExemptEvents));

    VisitTimes IStoredVisits.Times()
    {
        var visits = _counts.Visits;
        var rented = ArrayPool<int>.Shared.Rent(visits);
        try
        {
            var spans = rented.AsSpan(0, visits);
            var firstSeconds = Integers(ColumnId.VisitStarts)!;
            Unpack(ColumnId.VisitSpans, spans);
            if (!Has(ColumnId.CountedStarts))
            {
                return VisitTimes.Of(firstSeconds, Ends(firstSeconds, spans), firstSeconds, spans);
            }

            // Starts are stored one higher, so that a visit of engagement alone has 0.
            var starts = Integers(ColumnId.CountedStarts)!;
            foreach (ref var start in starts.AsSpan())
            {
                start--;
            }

            return VisitTimes.Of(starts, Ends(starts, Integers(ColumnId.CountedSpans)), firstSeconds, spans);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    CodeColumn IStoredVisits.Seconds(int[] firstEvents)
    {
        var (visits, events) = (_counts.Visits, _counts.Events);
        var rented = ArrayPool<int>.Shared.Rent(events);
        try
        {
            // Starts stand before the gaps: as many numbers as there are events.
            var starts = rented.AsSpan(0, visits);
            var gaps = rented.AsSpan(visits, events - visits);
            Unpack(ColumnId.VisitStarts, starts);
            Unpack(ColumnId.Gaps, gaps);
            var bytes = GC.AllocateUninitializedArray<byte>(checked(events * sizeof(int)));
            var seconds = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
            var gap = 0;
            for (var visit = 0; visit < visits; visit++)
            {
                var (row, end) = (firstEvents[visit], firstEvents[visit + 1]);
                var second = starts[visit];
                seconds[row] = second;
                while (++row < end)
                {
                    seconds[row] = second += gaps[gap++];
                }
            }

            return CodeColumn.Adopt(bytes, sizeof(int), events);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static int[] Ends(int[] starts, ReadOnlySpan<int> spans)
    {
        var ends = GC.AllocateUninitializedArray<int>(starts.Length);
        for (var visit = 0; visit < ends.Length; visit++)
        {
            ends[visit] = starts[visit] < 0 ? 0 : starts[visit] + spans[visit];
        }

        return ends;
    }

    /// <summary>Start of each run of a list of counts, and the end of the last.</summary>
    private int[] Offsets(ColumnId id, int count, int expected)
    {
        var offsets = GC.AllocateUninitializedArray<int>(count + 1);
        offsets[0] = 0;
        Unpack(id, offsets.AsSpan(1));
        long sum = 0;
        for (var i = 1; i < offsets.Length; i++)
        {
            sum += offsets[i] > 0 ? offsets[i] : long.MinValue / 2;
            offsets[i] = (int)sum;
        }

        return sum == expected ? offsets : throw new InvalidDataException($"A rollup's counts add up to {sum}, not {expected}.");
    }

    private void Unpack(ColumnId id, Span<int> values)
    {
        var source = new ByteSource(BytesOf(id).Span);
        IntegerCodec.ReadInts(ref source, values);
    }

    /// <summary>A narrow column of the visits; null if it is left out.</summary>
    private CodeColumn? Codes(ColumnId id)
    {
        if (!Has(id))
        {
            return null;
        }

        var source = new ByteSource(BytesOf(id).Span);
        return IntegerCodec.ReadCodes(ref source, _counts.Visits);
    }

    /// <summary>A column of the visits; null if it is left out.</summary>
    private int[]? Integers(ColumnId id) =>
        Has(id) ? Read(id, (ref ByteSource s) => IntegerCodec.ReadInts(ref s, _counts.Visits)).Value : null;

    private SparseColumn<int> Milliseconds(ref ByteSource source)
    {
        var count = source.Int();
        if (count != _counts.Events)
        {
            var some = RowsOf(ref source, count, _counts.Events);
            return new(some, IntegerCodec.ReadInts(ref source, some.Length));
        }

        var all = IntegerCodec.ReadInts(ref source, count);
        int[] rows = [.. Enumerable.Range(0, count).Where(row => all[row] != 0)];
        return new(rows, Array.ConvertAll(rows, row => all[row]));
    }

    private RevenueColumn Revenue(ref ByteSource source)
    {
        var rows = Rows(ref source, _counts.Events);
        return new(rows, TextCodec.Read(ref source, rows.Length), IntegerCodec.ReadLongs(ref source, rows.Length));
    }

    private LazyColumn<TextColumn> Text(ColumnId id, int count)
    {
        if (Has(id))
        {
            return Read(id, (ref ByteSource s) => TextCodec.Read(ref s, count));
        }

        return new TextColumn(count == 0 ? Analytics.Core.Text.Utf8Texts.Empty : new(default, [0]), null);
    }

    private LazyColumn<PropertyColumn> Property(string key, ColumnId id) =>
        Read(
            id,
            (ref ByteSource s) =>
            {
                var rows = Rows(ref s, _counts.Events);
                return new PropertyColumn(key, rows, TextCodec.Read(ref s, rows.Length));
            }
        );

    private RareProperties RareProperties(ref ByteSource source)
    {
        var rows = Ascending(ref source, source.Int(), _counts.Events);
        return new(rows, TextCodec.Read(ref source, rows.Length), TextCodec.Read(ref source, rows.Length));
    }

    private LazyColumn<SparseColumn<T>> Sparse<T>(ColumnId id, DecodeMany<T> decode) =>
        !Has(id)
            ? SparseColumn<T>.Empty
            : Read(
                id,
                (ref ByteSource s) =>
                {
                    var rows = Rows(ref s, Math.Max(_counts.Events, _counts.Visits));
                    return new SparseColumn<T>(rows, decode(ref s, rows.Length));
                }
            );

    private static int[] Rows(ref ByteSource source, int limit) => RowsOf(ref source, source.Int(), limit);

    private static int[] RowsOf(ref ByteSource source, int count, int limit) =>
        count <= limit ? Ascending(ref source, count, limit) : throw new InvalidDataException($"A column claims {count} of {limit} rows.");

    private static int[] Ascending(ref ByteSource source, int count, int limit)
    {
        var rows = IntegerCodec.ReadAscendingInts(ref source, count);
        return rows.Length == 0 || (rows[0] >= 0 && rows[^1] < limit)
            ? rows
            : throw new InvalidDataException($"A column names row {rows[^1]} of {limit}.");
    }

    private bool Has(ColumnId id) => _directory.Has((int)id);

    private LazyColumn<T> Read<T>(ColumnId id, Decode<T> decode)
        where T : class =>
        new(() =>
        {
            var source = new ByteSource(BytesOf(id).Span);
            return decode(ref source);
        });

    private ReadOnlyMemory<byte> BytesOf(ColumnId id) =>
        Has(id) ? _bytesOf((int)id) : throw new InvalidDataException($"A rollup lacks its column {id}.");
}

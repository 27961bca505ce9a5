using Analytics.Core.Columns;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A dimension of a segment: a code per visit or event, and the site's number of each code.</summary>
/// <param name="Codes">The codes.</param>
/// <param name="Numbers">The site's number of each code's text.</param>
/// <param name="Texts">The numbering of <paramref name="Numbers"/>.</param>
/// <param name="Missing">The code of visits without a pageview; −1 if there are none.</param>
internal sealed record SegmentColumn(CodeColumn Codes, int[] Numbers, TextNumbers Texts, int Missing = -1)
{
    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 100 + Codes.Weight + (Numbers.Length * 4L);

    /// <summary>The largest number that a row can have.</summary>
    public int MaxNumber { get; } = Numbers.Max();

    public static SegmentColumn Of(ScanDimension dimension, RollupColumns columns, SegmentFacts facts, TextNumbers texts) =>
        dimension.Kind switch
        {
            ScanDimensionKind.Visit or ScanDimensionKind.PlaceCode or ScanDimensionKind.PlaceName => From(
                columns.Visit((VisitDimension)dimension.Code),
                columns.VisitCount,
                texts
            ),
            ScanDimensionKind.Event => From(columns.Event((EventDimension)dimension.Code), columns.EventCount, texts),
            ScanDimensionKind.Property => OfProperty(dimension.Property!, columns, texts),
            ScanDimensionKind.EntryPage => OfPageview(columns.Event(EventDimension.Page), facts, last: false, texts),
            ScanDimensionKind.ExitPage => OfPageview(columns.Event(EventDimension.Page), facts, last: true, texts),
            ScanDimensionKind.EntryPageHostname => OfPageview(columns.Event(EventDimension.Hostname), facts, last: false, texts),
            ScanDimensionKind.ExitPageHostname => OfPageview(columns.Event(EventDimension.Hostname), facts, last: true, texts),

            // The counter counts one goal after another, and binds the goal's number to all rows.
            ScanDimensionKind.Goal => new(CodeColumn.Constantly(0, columns.EventCount), [TextNumbers.Absent], texts),
            _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension.Kind, "Unknown kind of dimension."),
        };

    private static SegmentColumn From(TextColumn column, int rows, TextNumbers texts) =>
        new(column.Narrow(rows), NumbersOf(column.Texts, 0, texts), texts);

    /// <summary>Code 0 stands for events that lack the property.</summary>
    private static SegmentColumn OfProperty(string key, RollupColumns columns, TextNumbers texts)
    {
        if (columns.Property(key) is not { } property)
        {
            return new(CodeColumn.Constantly(0, columns.EventCount), [TextNumbers.Absent], texts);
        }

        var codes = new int[columns.EventCount];
        for (var i = 0; i < property.Rows.Length; i++)
        {
            codes[property.Rows[i]] = property.Values.Code(i) + 1;
        }

        return new(CodeColumn.Of(codes), NumbersOf(property.Values.Texts, 1, texts), texts);
    }

    /// <summary>Returns the page or host of a visit's first or last pageview; the empty text without any.</summary>
    private static SegmentColumn OfPageview(TextColumn column, SegmentFacts facts, bool last, TextNumbers texts)
    {
        var missing = Math.Max(1, column.Texts.Count);
        var codes = new int[facts.VisitCount];
        var any = false;
        for (var visit = 0; visit < codes.Length; visit++)
        {
            var row = last ? facts.LastPageview(visit) : facts.FirstPageview(visit);
            codes[visit] = row < 0 ? missing : column.Code(row);
            any |= row < 0;
        }

        return new(CodeColumn.Of(codes), [.. NumbersOf(column.Texts, 0, texts), texts.NumberOf(string.Empty)], texts, any ? missing : -1);
    }

    private static int[] NumbersOf(Utf8Texts dictionary, int from, TextNumbers texts)
    {
        var numbers = new int[from + Math.Max(1, dictionary.Count)];
        if (dictionary.Count == 0)
        {
            numbers[from] = texts.NumberOf(string.Empty);
        }
        else
        {
            texts.Number(dictionary, numbers.AsSpan(from));
        }

        return numbers;
    }
}

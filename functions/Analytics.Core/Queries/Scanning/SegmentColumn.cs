using Analytics.Core.Columns;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A dimension of a segment: a code per visit or event, and the site's number of each code, which is looked up when it is first needed.
/// Thread-safe.
/// </summary>
internal sealed class SegmentColumn
{
    private const int NotNumbered = -1;

    private readonly int[] _numbers;
    private readonly int _firstText;

    /// <summary>The texts of the codes from <see cref="_firstText"/> on; null once all have numbers.</summary>
    private Utf8Texts? _dictionary;
    private int _maxNumber;

    private SegmentColumn(CodeColumn codes, int[] numbers, TextNumbers texts)
    {
        (Codes, Texts, _numbers) = (codes, texts, numbers);
        _maxNumber = numbers.Max();
    }

    /// <param name="codes">The codes.</param>
    /// <param name="dictionary">The texts of consecutive codes; without any, the first code is the empty text.</param>
    /// <param name="firstText">The code of the first text; lower ones are absent values.</param>
    /// <param name="texts">The numbering.</param>
    /// <param name="missing">The code of visits without a pageview, after those of texts; −1 if there is none.</param>
    private SegmentColumn(CodeColumn codes, Utf8Texts dictionary, int firstText, TextNumbers texts, int missing = -1)
    {
        (Codes, Texts, _dictionary, _firstText, Missing) = (codes, texts, dictionary, firstText, missing);
        _numbers = new int[Math.Max(firstText + Math.Max(1, dictionary.Count), missing + 1)];
        _numbers.AsSpan(0, firstText).Fill(TextNumbers.Absent);
        _numbers.AsSpan(firstText, dictionary.Count).Fill(NotNumbered);
        if (firstText + dictionary.Count < _numbers.Length)
        {
            _numbers.AsSpan(firstText + dictionary.Count).Fill(texts.NumberOf(string.Empty));
        }
    }

    /// <summary>The codes.</summary>
    public CodeColumn Codes { get; }

    /// <summary>The numbering.</summary>
    public TextNumbers Texts { get; }

    /// <summary>The code of visits without a pageview; −1 if there are none.</summary>
    public int Missing { get; } = -1;

    /// <summary>Number of codes.</summary>
    public int CodeCount => _numbers.Length;

    /// <summary>The numbers of all codes. The first call looks up those that are not known yet.</summary>
    public int[] Numbers
    {
        get
        {
            NumberAll();
            return _numbers;
        }
    }

    /// <summary>The largest number that a row can have. The first call looks up the numbers of all codes.</summary>
    public int MaxNumber
    {
        get
        {
            NumberAll();
            return _maxNumber;
        }
    }

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        100
        + Codes.Weight
        + (_numbers.Length * 4L)
        + (Volatile.Read(ref _dictionary) is { } dictionary ? dictionary.Bytes.Length + (dictionary.Count * 4L) : 0);

    /// <summary>Returns the number of a code, and looks up no other.</summary>
    public int NumberOf(int code)
    {
        // Without a dictionary all numbers are there. Threads that look up the same text find the same number.
        var dictionary = Volatile.Read(ref _dictionary);
        var number = Volatile.Read(ref _numbers[code]);
        if (number == NotNumbered)
        {
            number = Texts.NumberOf(dictionary![code - _firstText]);
            Volatile.Write(ref _numbers[code], number);
        }

        return number;
    }

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

    private void NumberAll()
    {
        if (Volatile.Read(ref _dictionary) is { } dictionary)
        {
            for (var i = 0; i < dictionary.Count; i++)
            {
                NumberOf(_firstText + i);
            }

            _maxNumber = _numbers.Max();
            Volatile.Write(ref _dictionary, null);
        }
    }

    private static SegmentColumn From(TextColumn column, int rows, TextNumbers texts) =>
        new(texts.Joined(column.Narrow(rows), column.Texts, 0), column.Texts, 0, texts);

    /// <summary>Code 0 stands for events that lack the property.</summary>
    private static SegmentColumn OfProperty(string key, RollupColumns columns, TextNumbers texts)
    {
        if (columns.Properties.Of(key) is not { } property)
        {
            return new(CodeColumn.Constantly(0, columns.EventCount), [TextNumbers.Absent], texts);
        }

        var codes = new int[columns.EventCount];
        for (var i = 0; i < property.Rows.Length; i++)
        {
            codes[property.Rows[i]] = property.Values.Code(i) + 1;
        }

        return new(texts.Joined(CodeColumn.Of(codes), property.Values.Texts, 1), property.Values.Texts, 1, texts);
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

        return new(CodeColumn.Of(codes), column.Texts, 0, texts, any ? missing : -1);
    }
}

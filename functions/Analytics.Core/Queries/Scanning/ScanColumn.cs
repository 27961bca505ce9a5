using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A dimension's values in one source: a text number per visit or per event, −1 where a property is absent.</summary>
/// <param name="OfEvent">Whether the rows are events, else visits.</param>
/// <param name="Texts">The different values.</param>
/// <param name="Codes">A number per row; null if all rows have the first text.</param>
internal sealed record ScanColumn(bool OfEvent, Utf8Texts Texts, int[]? Codes)
{
    /// <summary>How many codes there are, counting "absent".</summary>
    public int Cardinality => Texts.Count + 1;

    public int Code(int row) => Codes is null ? 0 : Codes[row];

    /// <summary>The value of a code; null for absent.</summary>
    public string? Text(int code) => code < 0 ? null : Texts.Count == 0 ? string.Empty : Texts.GetString(code);

    public static ScanColumn Of(ScanDimension dimension, RollupColumns columns, VisitFacts facts) => dimension.Kind switch
    {
        ScanDimensionKind.Visit => From(columns.Visit((VisitDimension)dimension.Code), false),
        ScanDimensionKind.Event => From(columns.Event((EventDimension)dimension.Code), true),
        ScanDimensionKind.Property => OfProperty(dimension.Property!, columns),
        ScanDimensionKind.EntryPage => OfVisitPage(columns.Event(EventDimension.Page), facts.EntryRows),
        ScanDimensionKind.ExitPage => OfVisitPage(columns.Event(EventDimension.Page), facts.ExitRows),
        ScanDimensionKind.EntryPageHostname => OfVisitPage(columns.Event(EventDimension.Hostname), facts.EntryRows),
        ScanDimensionKind.ExitPageHostname => OfVisitPage(columns.Event(EventDimension.Hostname), facts.ExitRows),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension.Kind, "Unknown kind of dimension."),
    };

    private static ScanColumn From(TextColumn column, bool ofEvent) => new(ofEvent, column.Texts, column.Codes);

    private static ScanColumn OfProperty(string key, RollupColumns columns)
    {
        var codes = new int[columns.EventCount];
        Array.Fill(codes, -1);
        if (columns.Property(key) is not { } property)
        {
            return new(true, Utf8Texts.Empty, codes);
        }

        for (var i = 0; i < property.Rows.Length; i++)
        {
            codes[property.Rows[i]] = property.Values.Code(i);
        }

        return new(true, property.Values.Texts, codes);
    }

    /// <summary>The page or host of a visit's first or last pageview; the empty text without any.</summary>
    private static ScanColumn OfVisitPage(TextColumn column, int[] rows)
    {
        var missing = -1;
        var texts = column.Texts;
        if (Array.IndexOf(rows, -1) >= 0)
        {
            for (var i = 0; i < texts.Count && missing < 0; i++)
            {
                missing = texts[i].IsEmpty ? i : -1;
            }

            if (missing < 0)
            {
                missing = texts.Count;
                texts = new(texts.Bytes.ToArray(), [.. texts.Ends, texts.Bytes.Length]);
            }
        }

        var codes = new int[rows.Length];
        for (var visit = 0; visit < codes.Length; visit++)
        {
            codes[visit] = rows[visit] < 0 ? missing : column.Code(rows[visit]);
        }

        return new(false, texts, codes);
    }
}

using Analytics.Core.Dimensions;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Digests of the values of each dimension in the rows of a day, by which two versions of the day are compared. Immutable.
/// </summary>
/// <remarks>
/// A digest is the sum of the hashes of a dimension's values, one for each visit or event, so it does not depend on the order of rows or
/// on how they are divided into segments. Equal digests do not prove that the same visits have the same values.
/// </remarks>
internal sealed class DayDimensions
{
    private static readonly string[] Names =
    [
        .. Enum.GetValues<VisitDimension>().Select(static dimension => dimension.Name),
        "event:name",
        "event:page",
        "event:hostname",
        "event:props",
    ];
    private static readonly int VisitDimensions = Enum.GetValues<VisitDimension>().Length;

    private readonly ulong[] _digests = new ulong[Names.Length];

    private DayDimensions() { }

    /// <summary>A day without events.</summary>
    public static DayDimensions None { get; } = new();

    /// <summary>Reads a day. O(rows), for every dimension.</summary>
    /// <exception cref="IOException">The rows were replaced meanwhile, or the storage does not answer.</exception>
    public static async ValueTask<DayDimensions> ReadAsync(IPartSource day, CancellationToken cancellationToken)
    {
        var dimensions = new DayDimensions();
        await foreach (var part in day.LoadAllAsync(cancellationToken))
        {
            var columns = ((Rollup)part).Columns;

            // Undecoded, so that not all columns of the day are in memory together.
            dimensions.Add(columns.Reopen?.Invoke() ?? columns);
        }

        return dimensions;
    }

    /// <summary>Returns the names of the dimensions whose values differ; all custom properties are <c>event:props</c>.</summary>
    public IReadOnlyList<string> DifferingFrom(DayDimensions other) =>
        [.. Names.Where((_, number) => _digests[number] != other._digests[number])];

    private void Add(RollupColumns columns)
    {
        for (var number = 0; number < VisitDimensions; number++)
        {
            _digests[number] += DigestOf(columns.VisitTexts[number].Value, columns.VisitCount);
        }

        for (var number = 0; number < columns.EventTexts.Count; number++)
        {
            _digests[VisitDimensions + number] += DigestOf(columns.EventTexts[number].Value, columns.EventCount);
        }

        ref var properties = ref _digests[^1];
        foreach (var (key, property) in columns.Properties.Common)
        {
            properties += DigestOf(property.Value.Values, property.Value.Rows.Length, HashOf(key));
        }

        var rare = columns.Properties.Rare.Value;
        for (var entry = 0; entry < rare.Rows.Length; entry++)
        {
            properties += XxHash64.Hash(rare.Values.Texts[rare.Values.Code(entry)], XxHash64.Hash(rare.Keys.Texts[rare.Keys.Code(entry)]));
        }
    }

    private static ulong HashOf(string key) => XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(key));

    private static ulong DigestOf(TextColumn column, int rows, ulong seed = 0)
    {
        var codes = column.Narrow(rows);
        var counts = new long[codes.CodeCount];
        codes.CountInto(counts);
        ulong digest = 0;
        for (var code = 0; code < counts.Length; code++)
        {
            digest += (ulong)counts[code] * XxHash64.Hash(column.Texts[code], seed);
        }

        return digest;
    }
}

using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Indexes of the columns of a question about the order of events, in a segment's view.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Page">The event's page.</param>
/// <param name="Value">The value; −1 if there is none.</param>
/// <param name="IsValueOfEvent">True if each event has a value, false if each visit has one.</param>
internal readonly record struct VisitorColumns(int Name, int Page, int Value, bool IsValueOfEvent)
{
    /// <summary>Compiles a request.</summary>
    public static (CompiledScan Scan, VisitorColumns Columns) Compile(VisitorRequest request, SiteTexts texts)
    {
        var dimensions = new List<ScanDimension>();
        if (request.Nodes is not null)
        {
            dimensions.AddRange([ScanDimension.Of(EventDimension.Name), ScanDimension.Of(EventDimension.Page)]);
        }

        if (request.Value is { } value)
        {
            dimensions.Add(value);
        }

        var needs = ScanNeeds.Events | (request.Currencies.Count > 0 ? ScanNeeds.Revenue : ScanNeeds.None);
        var scan = new CompiledScan(
            new(request.Site, request.From, request.To, request.BucketStarts, BucketsSplitVisits: false, dimensions, request.Filter, needs)
            {
                Marks = request.Marks,
            },
            texts
        );
        var hasNodes = request.Nodes is not null;
        return (
            scan,
            new(
                hasNodes ? scan.Groups[0] : -1,
                hasNodes ? scan.Groups[1] : -1,
                request.Value is null ? -1 : scan.Groups[^1],
                request.Value is { IsOfEvent: true }
            )
        );
    }
}

using Analytics.Core.Dimensions;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A request compiled for counting: its columns are known, and its filter is split into conditions on visits and conditions on events.
/// Immutable except for cached results of predicates. Thread-safe.
/// </summary>
internal sealed class CompiledScan
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>The stored columns of visitors and visits that every scan reads.</summary>
    private static readonly IReadOnlyCollection<ColumnId> VisitColumns =
    [
        ColumnId.Visitors,
        ColumnId.VisitsOfVisitor,
        ColumnId.EventsOfVisit,
        ColumnId.CountedEvents,
        ColumnId.OtherEvents,
        ColumnId.ExemptEvents,
    ];

    /// <summary>The stored columns with the times of visits.</summary>
    private static readonly IReadOnlyCollection<ColumnId> TimeColumns =
    [
        ColumnId.VisitStarts,
        ColumnId.VisitSpans,
        ColumnId.CountedStarts,
        ColumnId.CountedSpans,
    ];

    /// <summary>The stored columns that identify the visitors near an edge of the period.</summary>
    public static IReadOnlyCollection<ColumnId> EdgeColumns { get; } =
    [.. VisitColumns, .. TimeColumns, ColumnId.PreviousVisitors, ColumnId.Aliases];

    private static (ScanMeasures Measure, ColumnId Column)[] MeasureColumns { get; } =
    [
        (ScanMeasures.ScrollDepth, ColumnId.ScrollDepths),
        (ScanMeasures.EngagementTime, ColumnId.EngagementMilliseconds),
        (ScanMeasures.Revenue, ColumnId.Revenue),
        (ScanMeasures.Value, ColumnId.Values),
    ];

    /// <param name="request">The request.</param>
    /// <param name="texts">The site's numbering of texts.</param>
    public CompiledScan(ScanRequest request, SiteTexts texts)
    {
        Request = request;
        var dimensions = new List<ScanDimension>();
        Groups = [.. request.Dimensions.Select(ColumnOf)];
        IsOfEvent = [.. request.Dimensions.Select(dimension => dimension.IsOfEvent)];
        HasEventDimensions = IsOfEvent.Contains(true);
        IsByPage = request.Dimensions.Contains(Page);
        NeedsVisitMetrics =
            request.Needs.HasFlag(ScanNeeds.VisitMetrics)
            && !request.Dimensions.Any(dimension => dimension.IsOfEvent && dimension != Page);
        var conditions = TopLevel(request.Filter).Select(Compile).ToList();
        Marks = [.. request.Marks.Select(Compile)];
        HasBehaviour = ScanFilter.Any(request.Filter, part => part is ScanFilter.HasDone);
        GoalPosition = Array.FindIndex([.. request.Dimensions], dimension => dimension.Kind == ScanDimensionKind.Goal);
        var goalNames = texts.Of(new(ScanDimensionKind.Goal));
        Goals = GoalPosition < 0 ? [] : [.. request.Goals.Select(CompileGoal)];
        MaxGoalNumber = Goals.Count == 0 ? 0 : Goals.Max(goal => goal.Number);
        var allFilters =
            GoalPosition < 0 && request.Marks.Count == 0
                ? request.Filter
                : new ScanFilter.And([
                    .. GoalPosition < 0 ? [] : request.Goals.Select(goal => goal.Filter),
                    .. request.Marks,
                    .. TopLevel(request.Filter),
                ]);
        Engagement = ScanCondition.EngagementOf(allFilters, dimension => (ColumnOf(dimension), texts.Of(dimension)));
        RevenueCondition = request.Revenue is { } revenue ? Compile(revenue.Filter) : null;
        RevenueElsewhere = [.. request.Revenue?.Elsewhere.Select(other => (other.Currency, Compile(other.Filter))) ?? []];
        Measures =
            MeasuresOf(request.Needs)
            | (ScanFilter.Any(allFilters, part => part is ScanFilter.Scrolled) ? ScanMeasures.ScrollDepth : ScanMeasures.None);
        VisitConditions = [.. conditions.Where(condition => !condition.OfEvent)];
        EventConditions = [.. conditions.Where(condition => condition.OfEvent)];
        EntryPages = PageConditions.Of(request.Filter) is { } requiredPages ? new(texts.Of(Page), requiredPages) : null;
        EntryColumn = NeedsVisitMetrics && (IsByPage || EntryPages is not null) ? ColumnOf(new(ScanDimensionKind.EntryPage)) : -1;
        EntryGroups = [.. request.Dimensions.Select((dimension, i) => dimension == Page ? EntryColumn : Groups[i])];
        Needs = new(dimensions, texts);

        ScanCondition Compile(ScanFilter filter) => ScanCondition.Compile(filter, dimension => (ColumnOf(dimension), texts.Of(dimension)));

        CompiledGoal CompileGoal(ScanGoal goal)
        {
            var condition = Compile(goal.Filter);
            return new(
                goalNames.NumberOf(goal.Name),
                condition,
                goal.Currency,
                [.. goal.OtherCurrencies.Select(currency => (currency, condition))]
            );
        }

        int ColumnOf(ScanDimension dimension)
        {
            if (dimensions.IndexOf(dimension) is >= 0 and var position)
            {
                return position;
            }

            dimensions.Add(dimension);
            return dimensions.Count - 1;
        }
    }

    public ScanRequest Request { get; }

    /// <summary>The columns that it reads.</summary>
    public SegmentNeeds Needs { get; }

    /// <summary>The column of each dimension to group by.</summary>
    public int[] Groups { get; }

    /// <summary>True for each dimension to group by whose rows are events.</summary>
    public bool[] IsOfEvent { get; }

    /// <summary>The column of each dimension for counting visit metrics: the entry page in place of the page.</summary>
    public int[] EntryGroups { get; }

    public bool HasEventDimensions { get; }

    /// <summary>True if the page is a dimension to group by.</summary>
    public bool IsByPage { get; }

    /// <summary>True if bounces and durations are counted.</summary>
    public bool NeedsVisitMetrics { get; }

    /// <summary>The conditions on visits only; all must hold.</summary>
    public ScanCondition[] VisitConditions { get; }

    /// <summary>The other conditions; all must hold.</summary>
    public ScanCondition[] EventConditions { get; }

    /// <summary>Index of the goal among the dimensions to group by; −1 if it is none.</summary>
    public int GoalPosition { get; }

    /// <summary>The goals to group by, if the goal is a dimension.</summary>
    public IReadOnlyList<CompiledGoal> Goals { get; }

    /// <summary>The largest number of a goal's name.</summary>
    public int MaxGoalNumber { get; }

    /// <summary>The condition for engagement events that take part; null if none do.</summary>
    public ScanCondition? Engagement { get; }

    /// <summary>The values of single events that it reads.</summary>
    public ScanMeasures Measures { get; }

    /// <summary>The condition for events whose revenue counts, unless grouped by goal; null if none counts.</summary>
    public ScanCondition? RevenueCondition { get; }

    /// <summary>Revenue in other currencies that is not missing; see <see cref="ScanRevenue.Elsewhere"/>.</summary>
    public IReadOnlyList<(string Currency, ScanCondition Events)> RevenueElsewhere { get; }

    /// <summary>The budget of values for percentiles.</summary>
    public SampleBudget Samples { get; } = new();

    /// <summary>True if the filter selects visits by their events (has_done).</summary>
    public bool HasBehaviour { get; }

    /// <summary>The conditions whose results are the marks of each event.</summary>
    public ScanCondition[] Marks { get; }

    /// <summary>True if events are read in addition to the counts of visits.</summary>
    private bool ReadsEvents => HasBehaviour || Measures != ScanMeasures.None;

    /// <summary>The column of the entry page; −1 if it is not needed.</summary>
    public int EntryColumn { get; }

    /// <summary>The entry pages of the visits whose bounces count; null for any page.</summary>
    public WantedTexts? EntryPages { get; }

    /// <summary>
    /// True if events are counted one by one; otherwise all events of a visit are in the same group. Visits that are split by hour or
    /// minute usually have events in several buckets.
    /// </summary>
    public bool IsByEvent =>
        HasEventDimensions
        || Marks.Length > 0
        || EventConditions.Length > 0
        || (Request.BucketsSplitVisits && Request.BucketStarts.Count > 1);

    /// <summary>Returns true if single events are read, even if only for the entry or exit page.</summary>
    public bool NeedsRows(SegmentFacts facts) =>
        IsByEvent || ReadsEvents || NeedsSeconds(facts) || Needs.Dimensions.Any(dimension => dimension.IsOfPageview);

    /// <summary>
    /// Returns true if a segment's seconds are needed: unless all its events are in one time bucket and their order does not matter.
    /// </summary>
    public bool NeedsSeconds(SegmentFacts facts)
    {
        var (min, max) = SecondsOf(facts);
        return Marks.Length > 0 || TimeSlots.OnlyOf(Request, facts.Start + min, facts.Start + max) is null;
    }

    /// <summary>Returns the first and the last second of the events that take part.</summary>
    public (int Min, int Max) SecondsOf(SegmentFacts facts) =>
        Engagement is null && (Request.Needs & ScanNeeds.Engagement) == 0
            ? (facts.MinSecond, facts.MaxSecond)
            : (facts.MinRowSecond, facts.MaxRowSecond);

    /// <summary>
    /// Returns true if the times of a source's visits are needed: if it spans several time buckets, or durations are counted.
    /// </summary>
    /// <param name="start">The source's first second, Unix time.</param>
    /// <param name="end">Its end, exclusive.</param>
    public bool NeedsTimes(long start, long end) => NeedsVisitMetrics || Request.BucketsSplitVisits || MayNeedSeconds(start, end);

    private bool MayNeedSeconds(long start, long end) => Marks.Length > 0 || TimeSlots.OnlyOf(Request, start, end - 1) is null;

    /// <summary>Returns the stored columns to read from a source.</summary>
    /// <param name="start">The source's first second, Unix time.</param>
    /// <param name="end">Its end, exclusive.</param>
    /// <param name="facts">The facts of its visits; null if they are not loaded yet.</param>
    public WantedColumns WantedOf(long start, long end, SegmentFacts? facts)
    {
        var columns = new HashSet<ColumnId>(facts is null ? VisitColumns : []);
        if (NeedsTimes(start, end) && facts is not { HasTimes: true })
        {
            columns.UnionWith(TimeColumns);
        }

        var properties = new HashSet<string>(StringComparer.Ordinal);
        var needsSeconds = MayNeedSeconds(start, end);
        if (needsSeconds)
        {
            columns.UnionWith([ColumnId.VisitStarts, ColumnId.EventsOfVisit, ColumnId.Gaps]);
        }

        foreach (var (measure, column) in MeasureColumns)
        {
            if (Measures.HasFlag(measure))
            {
                columns.Add(column);
            }
        }

        if (needsSeconds || IsByEvent || ReadsEvents)
        {
            columns.Add(ColumnId.FirstEventText + (int)EventDimension.Name);
        }

        foreach (var dimension in Needs.Dimensions)
        {
            if (dimension.IsOfVisit)
            {
                columns.Add(ColumnId.FirstVisitText + dimension.Code);
            }
            else if (dimension.Kind == ScanDimensionKind.Property)
            {
                properties.Add(dimension.Property!);
            }
            else if (dimension.Kind == ScanDimensionKind.Event)
            {
                columns.Add(ColumnId.FirstEventText + dimension.Code);
            }
            else if (dimension.IsOfPageview)
            {
                var isPage = dimension.Kind is ScanDimensionKind.EntryPage or ScanDimensionKind.ExitPage;
                columns.Add(ColumnId.FirstEventText + (int)(isPage ? EventDimension.Page : EventDimension.Hostname));
                columns.Add(ColumnId.FirstEventText + (int)EventDimension.Name);
            }
        }

        return new(columns, properties);
    }

    private static ScanMeasures MeasuresOf(ScanNeeds needs) =>
        (needs.HasFlag(ScanNeeds.ScrollDepths) ? ScanMeasures.ScrollDepth : 0)
        | (needs.HasFlag(ScanNeeds.EngagementTimes) ? ScanMeasures.EngagementTime : 0)
        | (needs.HasFlag(ScanNeeds.Revenue) ? ScanMeasures.Revenue : 0)
        | ((needs & (ScanNeeds.ValueSums | ScanNeeds.Values)) != 0 ? ScanMeasures.Value : 0);

    private static IEnumerable<ScanFilter> TopLevel(ScanFilter? filter) =>
        filter switch
        {
            null => [],
            ScanFilter.And and => and.Filters.SelectMany(TopLevel),
            _ => [filter],
        };
}

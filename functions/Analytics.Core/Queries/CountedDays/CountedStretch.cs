using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// The consecutive counted days that answer a part of a request. What is before and after them is scanned, and all three add up: visitors
/// who were there on a day before count with that one. Immutable.
/// </summary>
/// <param name="Start">Its first second, Unix time; that of the request if nothing is before.</param>
/// <param name="End">Its end, exclusive; that of the request if nothing is after.</param>
/// <param name="Days">
/// Its days, and the one after them if it is in the same time bucket: of that one, only the visitors are told who were there before.
/// </param>
internal sealed record CountedStretch(long Start, long End, IReadOnlyList<StretchDay> Days)
{
    /// <summary>
    /// True if the time bucket in which it ends has time before it, whose visitors must have daily ids: others may be in what is after
    /// it.
    /// </summary>
    public bool IsOfDailyIds { get; init; }

    /// <summary>Returns true if there is nothing before or after it.</summary>
    public bool IsAllOf(ScanRequest request) => (Start, End) == (request.From, request.To);

    /// <summary>Returns true if it does not cover a range of seconds.</summary>
    public bool LeavesOut(long from, long to) => from < Start || to > End;

    /// <summary>Returns the request for the range before it; null if there is none.</summary>
    public ScanRequest? Before(ScanRequest request) =>
        Start == request.From ? null : request with { To = Start, BucketStarts = [.. request.BucketStarts.Where(start => start < Start)] };

    /// <summary>Returns the request for the range after it, and the time bucket that it begins in; null if there is none.</summary>
    public (ScanRequest Request, int Bucket)? After(ScanRequest request) =>
        End == request.To
            ? null
            : (
                request with
                {
                    From = End,
                    BucketStarts = [End, .. request.BucketStarts.Where(start => start > End)],
                },
                ScanGroups.BucketOf(request, End)
            );
}

/// <summary>A counted day in a time bucket of a request.</summary>
/// <param name="Day">The day.</param>
/// <param name="ETag">The ETag of its row.</param>
/// <param name="Bucket">The index of the time bucket.</param>
/// <param name="DaysBefore">Number of days of the bucket before it: visitors who were there on one of them don't count again.</param>
internal readonly record struct StretchDay(CountedDay Day, string ETag, int Bucket, int DaysBefore);

using Analytics.Core.Erasures;
using Analytics.Core.Jobs;

namespace Analytics.Core.Tests.Erasures;

/// <summary>Requests to erase visitors.</summary>
internal static class VisitorErasure
{
    /// <summary>Returns a request to erase all events of some visitors of a site.</summary>
    public static JobRequest Of(string site, params IEnumerable<ulong> visitors) =>
        new(Eraser.Kind, DateTimeOffset.UnixEpoch, new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), [site], DryRun: false)
        {
            Erases = ErasureKind.Visitor,
            Visitors = string.Join(',', visitors.Select(static visitor => $"{visitor:x16}")),
        };
}

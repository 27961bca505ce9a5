using Analytics.Core.Telemetry;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Exports;

/// <summary>
/// Admits exports: each reads everything of a site and takes memory until the client has it, so only some may run at once, of one key and
/// of one site fewer. Others are refused at once, unless a reader is slow: its export is broken off and gives its place up, so that
/// readers who hardly read cannot keep all others out. Thread-safe.
/// </summary>
/// <param name="clock">Measures how fast clients read.</param>
internal sealed class ExportAdmission(TimeProvider clock)
{
    /// <summary>Number of exports that may run at once.</summary>
    public const int Places = 8;

    /// <summary>Number of exports of one key that may run at once.</summary>
    public const int PlacesOfKey = 4;

    /// <summary>Number of exports of one site that may run at once.</summary>
    public const int PlacesOfSite = 2;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<ExportPlace> _taken = [];

    /// <summary>Takes a place, which its disposal returns. If there is none, the slowest export gives its own up, if it is slow.</summary>
    /// <param name="site">The site's id.</param>
    /// <param name="key">The id of the key.</param>
    /// <param name="time">The time of the answer, which ends if the export is broken off. It must be disposed after the place.</param>
    /// <exception cref="ApiException">503 if all places are taken, and all are read fast enough.</exception>
    public ExportPlace Enter(string site, string key, AnswerTime time)
    {
        lock (_gate)
        {
            if (
                HasRoom(PlacesOfSite, place => place.Site == site)
                && HasRoom(PlacesOfKey, place => place.Key == key)
                && HasRoom(Places, static _ => true)
            )
            {
                var place = new ExportPlace(site, key, time, clock, Leave);
                _taken.Add(place);
                return place;
            }
        }

        AnalyticsMeter.CountRefused("exports");
        throw new ApiException(
            StatusCodes.Status503ServiceUnavailable,
            $"{PlacesOfSite} exports of the site, {PlacesOfKey} of the key, or {Places} of all sites, are running; "
                + "ask again when one has ended.",
            RetryAfter
        );
    }

    private bool HasRoom(int places, Func<ExportPlace, bool> isCounted)
    {
        if (_taken.Count(isCounted) < places)
        {
            return true;
        }

        if (_taken.Where(isCounted).Where(static place => place.IsSlow).MinBy(static place => place.BytesPerSecond) is not { } slowest)
        {
            return false;
        }

        // While it is in the list, its time is not disposed.
        slowest.BreakOff();
        _taken.Remove(slowest);
        return true;
    }

    private void Leave(ExportPlace place)
    {
        lock (_gate)
        {
            _taken.Remove(place);
        }
    }
}

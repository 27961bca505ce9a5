namespace Analytics.Core.Jobs;

/// <summary>An erasure is refused because too many of its site are waiting.</summary>
/// <param name="site">The site.</param>
public sealed class JobLimitException(string site)
    : Exception(
        $"{JobTable.MaxWaiting} erasures of {site} wait or run, which is the limit. "
            + "Name many visitors in one request, or send again when some have completed."
    );

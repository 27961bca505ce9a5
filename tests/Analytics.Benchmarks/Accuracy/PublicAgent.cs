namespace Analytics.Benchmarks.Accuracy;

/// <summary>An agent of device-detector's fixtures with what that library tells of it.</summary>
internal sealed record PublicAgent(
    string Text,
    string ClientType,
    string Browser,
    string BrowserVersion,
    string BrowserFamily,
    string Os,
    string OsFamily,
    bool HasHeaders
);

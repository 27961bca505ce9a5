namespace Analytics.Core.Alerts;

/// <summary>The causes of alerts. The names are stored and are those of the API.</summary>
public enum AlertKind
{
    /// <summary>An hour far above the average of the hours before it.</summary>
    Spike,

    /// <summary>An hour far below the average of the hours before it.</summary>
    Drop,

    /// <summary>No event for some minutes.</summary>
    Silence,

    /// <summary>A goal's conversion rate below a limit.</summary>
    Conversion,

    /// <summary>Events that could not be processed and were set aside.</summary>
    SetAside,
}

namespace Analytics.Core.Dimensions;

/// <summary>The names of visit dimensions in queries, imports and exports.</summary>
public static class VisitDimensionNames
{
    extension(VisitDimension dimension)
    {
        /// <summary>The name of the dimension, such as <c>visit:source</c>.</summary>
        public string Name =>
            dimension switch
            {
                VisitDimension.Source => "visit:source",
                VisitDimension.Referrer => "visit:referrer",
                VisitDimension.Channel => "visit:channel",
                VisitDimension.UtmSource => "visit:utm_source",
                VisitDimension.UtmMedium => "visit:utm_medium",
                VisitDimension.UtmCampaign => "visit:utm_campaign",
                VisitDimension.UtmContent => "visit:utm_content",
                VisitDimension.UtmTerm => "visit:utm_term",
                VisitDimension.Device => "visit:device",
                VisitDimension.Browser => "visit:browser",
                VisitDimension.BrowserVersion => "visit:browser_version",
                VisitDimension.Os => "visit:os",
                VisitDimension.OsVersion => "visit:os_version",
                VisitDimension.Country => "visit:country",
                VisitDimension.Region => "visit:region",
                VisitDimension.City => "visit:city",
                VisitDimension.Language => "visit:language",
                VisitDimension.Platform => "visit:platform",
                _ => throw new InvalidOperationException($"The visit dimension {dimension} has no name; give it one here."),
            };
    }
}

namespace Analytics.Core.Jobs;

/// <summary>The kinds of jobs. The names are a stored format.</summary>
public static class JobKinds
{
    /// <summary>Makes rollups anew from archived messages.</summary>
    public const string Reprocess = "reprocess";
}

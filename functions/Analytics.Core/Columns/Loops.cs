using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>Compilation options of the loops over columns.</summary>
internal static class Loops
{
    /// <summary>Fully optimised at the first call, and never inlined into the caller.</summary>
    /// <remarks>
    /// Otherwise the first queries of a process run unoptimised code without vectors in registers, and an inlined loop may exhaust the
    /// budget for inlining, so that the operations within it become calls: measured at 2 to 20 times the duration, varying from run to
    /// run.
    /// </remarks>
    public const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}

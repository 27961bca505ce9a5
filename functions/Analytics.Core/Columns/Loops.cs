using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>Compilation options of the loops over columns.</summary>
internal static class Loops
{
    /// <summary>Compiled with all optimizations at the first call, and never into its caller.</summary>
    /// <remarks>
    /// Otherwise the first queries of a process run code without vectors in registers, and a loop that is inlined may use up the budget
    /// for inlining, so that the operations within it become calls: measured at 2 to 20 times the duration, differently from run to run.
    /// </remarks>
    public const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}

using Analytics.Azure;
using Analytics.Azure.Copies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Maintenance;

/// <summary>
/// The command <c>restore</c>, for an operator whose environment has the settings of the application: lists the copies, or restores one.
/// </summary>
internal static class RestoreTables
{
    /// <param name="arguments">The copy's name; none to list the copies.</param>
    /// <param name="output">Takes the answer.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddAzureHost(configuration).BuildServiceProvider();
        if (services.GetService<TableCopies>() is not { } copies)
        {
            await output.WriteLineAsync("There is no container for copies: set Archive__blobServiceUri and CopiesContainer as the application has them.");
            return 1;
        }

        if (arguments is not [var name])
        {
            foreach (var copy in await copies.ListAsync(CancellationToken.None))
            {
                await output.WriteLineAsync(copy);
            }

            return 0;
        }

        foreach (var table in await copies.RestoreAsync(name, CancellationToken.None))
        {
            await output.WriteLineAsync($"{table.Table}: {table.Restored} rows restored, {table.Kept} were there");
        }

        return 0;
    }
}

using Analytics.Azure;
using Analytics.Azure.Copies;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Analytics.Functions.Maintenance;

/// <summary>
/// The command <c>restore</c>: lists the copies of tables or restores one. Its environment must have the settings of the application.
/// </summary>
internal static class RestoreTables
{
    /// <param name="arguments">The copy's name; none to list the copies.</param>
    /// <param name="output">Receives the answer.</param>
    /// <param name="errors">Receives the reason of a failure and the remedy.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Length > 1)
        {
            await errors.WriteLineAsync("restore takes the name of one copy, such as 2026/11/25/060700, or nothing to list the copies.");
            return 1;
        }

        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            await using var services = new ServiceCollection()
                .AddLogging()
                .AddSingleton(TimeProvider.System)
                .AddAzureHost(configuration)
                .BuildServiceProvider();
            if (services.GetService<TableCopies>() is not { } copies)
            {
                await errors.WriteLineAsync(
                    "There is no container for copies: set Archive__blobServiceUri and CopiesContainer as the application has them."
                );
                return 1;
            }

            await (arguments is [var name] ? RestoreAsync(copies, name, output) : ListAsync(copies, output));
            return 0;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or InvalidDataException
                        or RequestFailedException
                        or AuthenticationFailedException
                        or OptionsValidationException
            )
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task ListAsync(TableCopies copies, TextWriter output)
    {
        foreach (var copy in await copies.ListAsync(CancellationToken.None))
        {
            await output.WriteLineAsync(copy);
        }
    }

    private static async Task RestoreAsync(TableCopies copies, string name, TextWriter output)
    {
        foreach (var table in await copies.RestoreAsync(name, CancellationToken.None))
        {
            await output.WriteLineAsync($"{table.Table}: {table.Restored} rows restored, {table.Kept} were there");
        }
    }
}

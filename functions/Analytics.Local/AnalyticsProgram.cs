using System.Runtime.InteropServices;
using Analytics.Core.Tables;
using Analytics.Local.Backups;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Local.DeadLetters;
using Analytics.Local.Demo;
using Analytics.Local.Erasures;
using Analytics.Local.Exporting;
using Analytics.Local.Importing;
using Analytics.Local.Keys;
using Analytics.Local.Loading;
using Analytics.Local.Reprocessing;
using Analytics.Local.Sites;
using Analytics.Local.Storage;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Analytics.Local;

/// <summary>The program: parses the command line, runs the command and writes its errors.</summary>
internal static class AnalyticsProgram
{
    private const int Failure = 1;
    private const int Usage = 2;
    private const int Interrupted = 130;
    private const int RedirectedWidth = 500;

    // SIGXFSZ, of which .NET has no name; the number is the same on Linux and macOS. It ends the process at a write beyond the limit on
    // the size of its files (ulimit -f), which otherwise fails as on a full disk.
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    /// <summary>Runs the command that the words after the program's name name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] words)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var fileSize = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(FileSizeExceeded, FailWrite);
        if (words is [ImportCommand.Name, ..])
        {
            ImportMemory.Limit();
        }

        return await RunAsync(words, OutputConsole(), Console.Error, TimeProvider.System, stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        static void FailWrite(PosixSignalContext context) => context.Cancel = true;
    }

    /// <summary>Runs a command with the given consoles, clock and cancellation.</summary>
    public static async Task<int> RunAsync(
        string[] words,
        IAnsiConsole console,
        TextWriter errors,
        TimeProvider timeProvider,
        CancellationToken stop
    )
    {
        console.Pipeline.Attach(new VisibleText());
        var commands = Commands(console, timeProvider);
        try
        {
            var input = new CommandLineParser(commands).Parse(words, out var help);
            if (input is not null)
            {
                return await input.Command.RunAsync(input, stop);
            }

            WriteHelp(new HelpText(console), commands, help);
            return 0;
        }
        catch (CommandLineException exception)
        {
            errors.WriteLine(VisibleText.Of(exception.Message));
            errors.WriteLine($"Try 'analytics {(exception.Command is { } command ? command.Name + " " : string.Empty)}--help'.");
            return Usage;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception exception)
            when (exception
                    is ApiClientException
                        or DataDirectoryException
                        or TableCorruptException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or OptionsValidationException
                // How the binder of settings fails; the message names the setting.
                || exception is InvalidOperationException { InnerException: FormatException }
            )
        {
            errors.WriteLine(VisibleText.Of(exception.Message));
            return Failure;
        }
        catch (OutOfMemoryException)
        {
            errors.WriteLine(
                "The command needs more memory than it may take, "
                    + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024:N0} MB. "
                    + (
                        words is [ImportCommand.Name, ..]
                            ? "A file that stands for so much is damaged; split it if it is not."
                            : "Give the process more."
                    )
            );
            return Failure;
        }
    }

    /// <summary>Returns all commands, in the order of the help.</summary>
    public static IReadOnlyList<Command> Commands(IAnsiConsole console, TimeProvider timeProvider)
    {
        var sites = new SiteCommands(console);
        var deadLetters = new DeadLetterCommands(console);
        var backups = new BackupCommands(console, timeProvider);
        return
        [
            new ServeCommand(console, timeProvider).Command,
            new DemoCommand(console, timeProvider).Command,
            sites.Add,
            sites.List,
            new KeyCommands(console).Add,
            new ImportCommand(console, timeProvider).Command,
            new ExportCommand(console).Command,
            new ReprocessCommand(console, timeProvider).Command,
            new EraseCommand(console, timeProvider).Command,
            new StatusCommand(console).Command,
            deadLetters.List,
            deadLetters.Show,
            deadLetters.Retry,
            backups.Backup,
            backups.List,
            backups.Restore,
            new LoadCommand(console, timeProvider).Command,
            new CompletionCommand(console, () => Commands(console, timeProvider)).Command,
            new VersionCommand(console).Command,
        ];
    }

    private static void WriteHelp(HelpText text, IReadOnlyList<Command> commands, Command? command)
    {
        if (command is null)
        {
            text.WriteProgram(commands);
        }
        else
        {
            text.WriteCommand(command);
        }
    }

    // In a pipe or a file, lines must not be wrapped or coloured.
    private static IAnsiConsole OutputConsole()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = RedirectedWidth;
        return console;
    }
}

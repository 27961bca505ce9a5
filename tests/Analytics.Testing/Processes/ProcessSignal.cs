using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Analytics.Testing.Processes;

/// <summary>Asks a process to end, as an init system does; <see cref="Process.Kill()"/> knows only SIGKILL.</summary>
public static partial class ProcessSignal
{
    private const int Terminate = 15;

    public static void SendTerminate(Process process)
    {
        if (Send(process.Id, Terminate) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"SIGTERM could not be sent to process {process.Id}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);
}

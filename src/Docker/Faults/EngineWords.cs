namespace Orchestry.Docker.Faults;

/// <summary>Takes the layers of plumbing off an engine's message, leaving the sentence a person needs.</summary>
internal static class EngineWords
{
    // Each layer between the API and the kernel puts its own prefix in front of the cause.
    private static readonly string[] Layers =
    [
        "Error response from daemon: ",
        "failed to create shim task: ",
        "failed to create task for container: ",
        "OCI runtime create failed: ",
        "OCI runtime exec failed: ",
        "exec failed: ",
        "runc create failed: ",
        "unable to start container process: ",
        "error during container init: ",
    ];

    public static string Clean(string message)
    {
        var words = message.ReplaceLineEndings(" ").Trim();
        var stripped = true;
        while (stripped)
        {
            stripped = false;
            foreach (var layer in Layers)
            {
                if (words.StartsWith(layer, StringComparison.Ordinal))
                {
                    words = words[layer.Length..];
                    stripped = true;
                }
            }
        }

        const string Caused = "starting container process caused: ";
        var caused = words.IndexOf(Caused, StringComparison.Ordinal);
        words = caused < 0 ? words : words[(caused + Caused.Length)..];
        words = words.EndsWith(": unknown", StringComparison.Ordinal) ? words[..^": unknown".Length] : words;
        return words.TrimEnd('.', ' ');
    }
}

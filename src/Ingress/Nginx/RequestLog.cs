using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Follows the access log and gives each request once, and begins a new file when the old one is large. A file that is replaced, by us or by
/// somebody's log rotation, is read on for a while, since each worker lets go of it when it gets to it. One call at a time.
/// </summary>
internal sealed class RequestLog(NginxOptions options, CommandRun commands, TimeProvider clock, ILogger log, Action<RequestLine> count) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);
    private readonly string _path = Path.Combine(options.LogPath, ConfigWriter.LogFile);
    private readonly Lock _beginning = new();
    private bool _hasBegun;
    private TailedFile? _current;
    private TailedFile? _replaced;
    private long _replacedAt;
    private long? _failedAt;

    private string ReplacedPath => $"{_path}.1";

    /// <summary>Begins at the end of what is there: those requests belong to an earlier life of this process.</summary>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public void Begin()
    {
        lock (_beginning)
        {
            if (!_hasBegun)
            {
                Directory.CreateDirectory(options.LogPath);
                File.Delete(ReplacedPath);
                _current = TailedFile.TryOpen(_path, atEnd: true);
                _hasBegun = true;
            }
        }
    }

    /// <summary>Counts what has been written since.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Begin();
        _current ??= TailedFile.TryOpen(_path, atEnd: false);
        _replaced?.Read(Take);
        if (_replaced is not null && clock.GetElapsedTime(_replacedAt) >= options.LogLinger)
        {
            LetGo(_replaced);
        }

        _current?.Read(Take);
        if (_current is null || _replaced is not null)
        {
            return;
        }

        if (!_current.IsAt(_path))
        {
            Replaced();
        }
        else if (_current.Position >= options.LogRotationBytes && (_failedAt is not { } failed || clock.GetElapsedTime(failed) >= RetryPause))
        {
            await RotateAsync(_current.Position, cancellationToken);
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _replaced?.Dispose();
    }

    private async Task RotateAsync(long size, CancellationToken cancellationToken)
    {
        File.Move(_path, ReplacedPath, overwrite: true);
        var fault = "it was interrupted";
        try
        {
            fault = await commands.RunAsync(options.ReopenCommand, cancellationToken);
        }
        finally
        {
            if (fault is not null && !File.Exists(_path))
            {
                // The workers write on to the file they have; it gets its name back.
                File.Move(ReplacedPath, _path);
            }
        }

        if (fault is not null)
        {
            _failedAt = clock.GetTimestamp();
            log.RotationFailed(fault);
            return;
        }

        _failedAt = null;
        Replaced();
        log.Rotated(size);
    }

    private void LetGo(TailedFile replaced)
    {
        _replaced = null;
        if (_current is null && File.Exists(ReplacedPath) && !File.Exists(_path))
        {
            // nginx was told, and has not begun a new one: it writes on to this.
            File.Move(ReplacedPath, _path);
            (_current, _failedAt) = (replaced, clock.GetTimestamp());
            log.RotationFailed("nginx did not open its logs anew after NGINX_REOPEN_COMMAND");
            return;
        }

        replaced.Dispose();
        File.Delete(ReplacedPath);
    }

    private void Replaced()
    {
        (_replaced, _current) = (_current, null);
        _replacedAt = clock.GetTimestamp();
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (RequestLine.Parse(line) is { } request)
        {
            count(request);
        }
    }
}

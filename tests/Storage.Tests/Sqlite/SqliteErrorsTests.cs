using Microsoft.Data.Sqlite;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SqliteErrorsTests
{
    [Theory]
    [InlineData(13, "The disk that holds /data/o.db is full. Free some space there; writing goes on by itself.")]
    [InlineData(8, "/data/o.db can't be written. Check that this user owns the file")]
    [InlineData(3, "/data/o.db can't be written. Check that this user owns the file")]
    [InlineData(14, "/data/o.db can't be opened. Check that its folder exists")]
    [InlineData(5, "/data/o.db is locked by another program")]
    [InlineData(6, "/data/o.db is locked by another program")]
    [InlineData(11, "/data/o.db is damaged or is not a database of Orchestry.")]
    [InlineData(26, "/data/o.db is damaged or is not a database of Orchestry.")]
    [InlineData(10, "The disk that holds /data/o.db reports an error (SQLite code 10).")]
    [InlineData(18, "A value is too large for /data/o.db.")]
    [InlineData(19, "/data/o.db failed with SQLite code 19: what SQLite said")]
    public void Every_failure_says_what_to_do(int code, string message)
    {
        var error = new SqliteException("what SQLite said", code);

        var translated = SqliteErrors.Translate(error, "/data/o.db");

        Assert.StartsWith(message, translated.Message, StringComparison.Ordinal);
        Assert.Same(error, translated.InnerException);
    }
}

namespace Orchestry.ClusterRig;

/// <summary>What is in the images.</summary>
public sealed partial class Images
{
    private const string Dockerfile = """
        FROM scratch AS base
        COPY bin/ /bin/
        COPY www/ /www/
        ENV PATH=/bin FROM_IMAGE=yes
        EXPOSE 80

        # Ends at once when it is asked to.
        FROM base AS web
        ENTRYPOINT ["sh", "/bin/web"]

        FROM web AS web2
        ENV RELEASE=2

        # As process 1, httpd does not notice SIGTERM.
        FROM base AS stubborn
        ENTRYPOINT ["httpd", "-f", "-p", "80", "-h", "/www"]

        FROM base AS crashing
        ENTRYPOINT ["sh", "-c", "echo 'ERROR: no configuration found'; exit 3"]

        # Runs, and is never healthy.
        FROM base AS broken
        ENTRYPOINT ["sh", "-c", "rm /www/health; exec httpd -f -p 80 -h /www"]

        FROM base AS socket
        ENTRYPOINT ["sh", "/bin/socket"]

        FROM base AS chatty
        ENTRYPOINT ["sh", "/bin/chatter"]

        FROM base AS counting
        ENTRYPOINT ["sh", "/bin/count"]

        FROM base AS odd
        ENTRYPOINT ["sh", "/bin/odd"]

        """;

    private const string Web = """
        trap 'kill $server; exit 0' TERM
        httpd -f -p 80 -h /www &
        server=$!
        wait $server

        """;

    // One line in each of the forms that common loggers write.
    private const string Chatter = """
        trap 'exit 0' TERM
        echo '1 plain words'
        echo 'INFO 2 leading word'
        echo '2026-11-23T10:00:00Z [WARN] 3 after a time'
        echo '{"level":"error","msg":"4 json"}'
        echo 'level=debug msg="5 logfmt"'
        echo '<2>6 syslog' >&2
        sleep 86400 &
        wait $!

        """;

    // The signal is only noted, and acted on between two numbers: so the last word names the last number that was printed.
    private const string Counter = """
        i=0 burst=0 me=$(hostname) leaving=
        trap 'leaving=yes' TERM
        leave() { [ -z "$leaving" ] || { echo "bye $me $i"; exit 0; }; }
        while [ $burst -lt $BURSTS ]; do
          burst=$((burst + 1)) end=$((i + BURST))
          while [ $i -lt $end ]; do
            i=$((i + 1))
            echo "out $me $i"
            [ $((i % 5)) != 0 ] || echo "err $me $i" >&2
            leave
          done
          sleep 0.2
          leave
        done
        echo "done $me $i"
        sleep 86400 &
        while :; do wait $!; leave; done

        """;

    private const string OddTeller = """
        trap 'exit 0' TERM
        printf 'invalid \377\376 bytes\n'
        printf '\033[31mERROR\033[0m red\n'
        printf 'a \000 in it\n'
        head -c 1000000 /dev/zero | tr '\000' 'x'
        echo
        echo '{"level":"warn","msg":"quoted \"text\" and \\ more"}'
        printf 'java.lang.Error: boom\n\tat Main.main(Main.java:1)\n'
        echo last
        sleep 86400 &
        wait $!

        """;

    private const string Who = """
        #!/bin/sh
        echo 'Content-Type: text/plain'
        echo
        echo "$(hostname) ${RELEASE:-1}"

        """;

    private const string Slow = """
        #!/bin/sh
        sleep "${QUERY_STRING:-3}"
        echo 'Content-Type: text/plain'
        echo
        echo "$(hostname) slow"

        """;

    private const string SocketServer = """
        trap 'kill $server; exit 0' TERM
        nc -ll -p 80 -e /bin/talk &
        server=$!
        wait $server

        """;

    // One connection, which is its standard input and output; with a request whose head ends every line in CR LF.
    private const string Talk = """
        #!/bin/sh
        end=$(printf '\r')
        read -r request
        while read -r header && [ "$header" != "$end" ]; do
          case $header in
            [Ss]ec-[Ww]eb[Ss]ocket-[Kk]ey:*) key=${header#*: } key=${key%"$end"} ;;
          esac
        done
        who=$(hostname)
        case $request in
          'GET /talk '*)
            accept=$(printf %s "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11" | sha1sum | cut -c 1-40 | xxd -r -p | base64)
            printf 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nX-Replica: %s\r\n\r\n' "$accept" "$who"
            exec cat ;;
          *) printf 'HTTP/1.1 200 OK\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s\n' "$((${#who} + 1))" "$who" ;;
        esac

        """;
}
